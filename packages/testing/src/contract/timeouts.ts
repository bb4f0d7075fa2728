// Each test waits for a state and not for a time: the machine can pause at any moment.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { SessionStore } from '@session-clustering/store'
import { newId, newName } from '../ids.ts'
import { until } from '../until.ts'
import type { OpenStore } from './index.ts'

export function timeouts(open: OpenStore): void {
  suite('timeouts', () => {
    test('load starts the idle timeout anew', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      const { expiresAt, lastAccessedTime } = await store.insert(id, {})
      await someTimePasses(store, id)
      const used = await store.load(id)
      assert.ok(used && used.expiresAt > expiresAt && used.lastAccessedTime > lastAccessedTime)
      assert.equal(used.expiresAt, used.lastAccessedTime + 60_000)
    })

    test('inspect and list do not count as use', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const username = newName()
      const id = newId()
      const { lastAccessedTime } = await store.insert(id, { username })
      await someTimePasses(store, id)
      await store.inspect(id)
      const [listed] = await store.list(username)
      assert.equal(listed?.lastAccessedTime, lastAccessedTime)
    })

    test('load does not extend the absolute lifetime', async () => {
      const store = open({ idleTimeoutSeconds: 60, absoluteLifetimeSeconds: 60 })
      const id = newId()
      const { expiresAt, creationTime } = await store.insert(id, {})
      await someTimePasses(store, id)
      assert.equal((await store.load(id))?.expiresAt, expiresAt)
      assert.equal(expiresAt, creationTime + 60_000)
    })

    test('a session ends after its absolute lifetime, whatever its idle timeout', async () => {
      const store = open({ idleTimeoutSeconds: 60, absoluteLifetimeSeconds: 0.2 })
      const id = newId()
      await store.insert(id, {})
      await until(async () => !(await store.load(id)))
      assert.equal(await store.inspect(id), undefined)
    })

    test('an unused session ends after its idle timeout, without a call', async () => {
      const store = open({ idleTimeoutSeconds: 0.2 })
      const id = newId()
      await store.insert(id, { username: newName() })
      await until(async () => !(await store.inspect(id)))
      assert.equal(await store.load(id), undefined)
      assert.equal(await store.update(id, { set: { a: 1 } }), false)
      assert.equal(await store.increment(id, 'count'), undefined)
      assert.equal(await store.destroy(id), false)
    })

    test('insert takes an idle timeout for one session', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      await store.insert(id, {}, { maxInactiveInterval: 600 })
      const record = await store.load(id)
      assert.equal(record?.maxInactiveInterval, 600)
      assert.equal(record.expiresAt, record.lastAccessedTime + 600_000)
    })

    test('insert and update refuse an idle timeout of 0', async () => {
      const store = open()
      const id = newId()
      const zero = { maxInactiveInterval: 0 }
      await store.insert(id, { a: 1 })
      await assert.rejects(store.insert(newId(), {}, zero), TypeError)
      await assert.rejects(store.update(id, zero), TypeError)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('update changes the idle timeout of one session, counted from the change', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.update(id, { maxInactiveInterval: 600 }), true)
      const { fields, ttlMs } = (await store.inspect(id)) ?? {}
      assert.equal(fields?.maxInactiveInterval, '600')
      assert.ok(ttlMs && ttlMs > 60_000 && ttlMs <= 600_000)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('the idle timeout of one session does not extend the absolute lifetime', async () => {
      const store = open({ idleTimeoutSeconds: 60, absoluteLifetimeSeconds: 120 })
      const id = newId()
      const { creationTime } = await store.insert(id, {}, { maxInactiveInterval: 600 })
      await store.update(id, { maxInactiveInterval: 900 })
      assert.equal((await store.load(id))?.expiresAt, creationTime + 120_000)
    })

    test('a session ends after its new, shorter idle timeout', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      await store.insert(id, {})
      await store.update(id, { maxInactiveInterval: 0.001 })
      await until(async () => !(await store.inspect(id)))
    })

    test('an update of the idle timeout counts as use', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const username = newName()
      const id = newId()
      const { lastAccessedTime } = await store.insert(id, { username })
      await someTimePasses(store, id)
      await store.update(id, { maxInactiveInterval: 30 })
      const [listed] = await store.list(username)
      assert.ok(listed && listed.lastAccessedTime > lastAccessedTime)
      assert.equal(listed.expiresAt, listed.lastAccessedTime + 30_000)
    })

    test('an update of attributes and an increment do not count as use', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const username = newName()
      const id = newId()
      const { expiresAt } = await store.insert(id, { username })
      await someTimePasses(store, id)
      await store.update(id, { set: { a: 1 } })
      await store.increment(id, 'count')
      const [listed] = await store.list(username)
      assert.equal(listed?.expiresAt, expiresAt)
    })
  })
}

/** Waits until the session's time to live has become shorter, by the store's own clock. */
async function someTimePasses(store: SessionStore, id: string): Promise<void> {
  const before = (await store.inspect(id))?.ttlMs ?? 0
  await until(async () => ((await store.inspect(id))?.ttlMs ?? before) < before - 2)
}
