// No test here depends on speed: each one waits for a state, because a machine may pause for any time.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { SessionStore } from '@session-clustering/store'
import { newId, newName } from '../ids.ts'
import { until } from '../until.ts'
import type { OpenStore } from './index.ts'

export function timeouts(open: OpenStore): void {
  suite('timeouts', () => {
    test('use makes the idle timeout start anew', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      const { expiresAt, lastAccessedTime } = await store.insert(id, {})
      await someTimePasses(store, id)
      const used = await store.load(id)
      assert.ok(used && used.expiresAt > expiresAt && used.lastAccessedTime > lastAccessedTime)
      assert.equal(used.expiresAt, used.lastAccessedTime + 60_000)
    })

    test('looking at a record is not using it', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const username = newName()
      const id = newId()
      const { lastAccessedTime } = await store.insert(id, { username })
      await someTimePasses(store, id)
      await store.inspect(id)
      const [listed] = await store.list(username)
      assert.equal(listed?.lastAccessedTime, lastAccessedTime)
    })

    test('use does not move the absolute lifetime', async () => {
      const store = open({ idleTimeoutSeconds: 60, absoluteLifetimeSeconds: 60 })
      const id = newId()
      const { expiresAt, creationTime } = await store.insert(id, {})
      await someTimePasses(store, id)
      assert.equal((await store.load(id))?.expiresAt, expiresAt)
      assert.equal(expiresAt, creationTime + 60_000)
    })

    test('the absolute lifetime ends a session, however long it may be idle', async () => {
      const store = open({ idleTimeoutSeconds: 60, absoluteLifetimeSeconds: 0.2 })
      const id = newId()
      await store.insert(id, {})
      await until(async () => !(await store.load(id)))
      assert.equal(await store.inspect(id), undefined)
    })

    test('an unused session ends after its idle timeout, by itself', async () => {
      const store = open({ idleTimeoutSeconds: 0.2 })
      const id = newId()
      await store.insert(id, { username: newName() })
      await until(async () => !(await store.inspect(id)))
      assert.equal(await store.load(id), undefined)
      assert.equal(await store.update(id, { set: { a: 1 } }), false)
      assert.equal(await store.increment(id, 'count'), undefined)
      assert.equal(await store.destroy(id), false)
    })

    test('a session can have an idle timeout of its own from the beginning', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      await store.insert(id, {}, { maxInactiveInterval: 600 })
      const record = await store.load(id)
      assert.equal(record?.maxInactiveInterval, 600)
      assert.equal(record.expiresAt, record.lastAccessedTime + 600_000)
    })

    test('a session can be given another idle timeout, counted from the change', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.update(id, { maxInactiveInterval: 600 }), true)
      const { fields, ttlMs } = (await store.inspect(id)) ?? {}
      assert.equal(fields?.maxInactiveInterval, '600')
      assert.ok(ttlMs && ttlMs > 60_000 && ttlMs <= 600_000)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('an idle timeout of its own does not outlast the absolute lifetime', async () => {
      const store = open({ idleTimeoutSeconds: 60, absoluteLifetimeSeconds: 120 })
      const id = newId()
      const { creationTime } = await store.insert(id, {}, { maxInactiveInterval: 600 })
      await store.update(id, { maxInactiveInterval: 900 })
      assert.equal((await store.load(id))?.expiresAt, creationTime + 120_000)
    })

    test('a shorter idle timeout ends the session when it has passed', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const id = newId()
      await store.insert(id, {})
      await store.update(id, { maxInactiveInterval: 0.001 })
      await until(async () => !(await store.inspect(id)))
    })

    test('a change of the idle timeout is a use', async () => {
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

    test('a change of attributes is not a use', async () => {
      const store = open({ idleTimeoutSeconds: 60 })
      const username = newName()
      const id = newId()
      const { expiresAt } = await store.insert(id, { username })
      await someTimePasses(store, id)
      await store.update(id, { set: { a: 1 } })
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
