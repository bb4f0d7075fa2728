import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

const LATE = { name: 'StoreUnavailableError', message: /too long after the session was read/ }

export function lateChanges(open: OpenStore): void {
  suite('changeTimeoutSeconds', () => {
    /** A record that was read this many seconds ago, as in a process that was frozen since. */
    async function readBefore(store: ReturnType<OpenStore>, seconds: number) {
      const { id, readTime } = await store.insert(newId(), { count: 1 })
      return { id, readTime: readTime - seconds * 1000 }
    }

    test('update and increment refuse a record that was read too long ago, and change nothing', async () => {
      const store = open({ changeTimeoutSeconds: 60 })
      const session = await readBefore(store, 61)
      await assert.rejects(store.update(session, { set: { count: 7 } }), LATE)
      await assert.rejects(store.update(session, { remove: ['count'] }), LATE)
      await assert.rejects(store.update(session, { maxInactiveInterval: 60 }), LATE)
      await assert.rejects(store.increment(session, 'count'), LATE)
      const record = await store.load(session.id)
      assert.deepEqual(record?.attributes, { count: 1 })
      assert.equal(record?.maxInactiveInterval, 1800)
    })

    test('insert does not replace a session that was read too long ago', async () => {
      const store = open({ changeTimeoutSeconds: 60 })
      const session = await readBefore(store, 61)
      const id = newId()
      await assert.rejects(store.insert(id, { count: 7 }, { replaces: session }), LATE)
      assert.equal(await store.load(id), undefined)
      assert.deepEqual((await store.load(session.id))?.attributes, { count: 1 })
      const inTime = await readBefore(store, 0)
      await store.insert(id, { count: 7 }, { replaces: inTime })
      assert.equal(await store.load(inTime.id), undefined)
    })

    test('a change in time is made, and so is one that names only the id', async () => {
      const store = open({ changeTimeoutSeconds: 600 })
      const session = await readBefore(store, 60)
      assert.equal(await store.update(session, { set: { name: 'a' } }), true)
      assert.equal(await store.increment(session, 'count'), 2)
      assert.equal(await store.increment(session.id, 'count'), 3)
      assert.deepEqual((await store.load(session.id))?.attributes, { count: 3, name: 'a' })
    })

    test('a late change of a missing session returns false, not an error', async () => {
      const store = open({ changeTimeoutSeconds: 60 })
      const session = await readBefore(store, 61)
      await store.destroy(session.id)
      assert.equal(await store.update(session, { set: { count: 7 } }), false)
      assert.equal(await store.increment(session, 'count'), undefined)
    })

    test('without the option, no change is refused', async () => {
      const store = open()
      const session = await readBefore(store, 3600)
      assert.equal(await store.update(session, { set: { count: 7 } }), true)
      assert.equal(await store.increment(session, 'count'), 8)
    })
  })
}
