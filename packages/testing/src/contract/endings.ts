import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId, newName } from '../ids.ts'
import type { OpenStore } from './index.ts'

export function endings(open: OpenStore): void {
  suite('endings', () => {
    test('a destroyed session is gone', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.destroy(id), true)
      assert.equal(await store.load(id), undefined)
      assert.equal(await store.inspect(id), undefined)
    })

    test('destroying a session that is not there is no error', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      await store.destroy(id)
      assert.equal(await store.destroy(id), false)
    })

    test('a session is destroyed once, by whoever comes first', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      const answers = await Promise.all([store.destroy(id), store.destroy(id), store.destroy(id)])
      assert.deepEqual(answers.filter(Boolean), [true])
    })

    test('no change brings a destroyed session back', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { username: newName() })
      await store.destroy(id)
      assert.equal(await store.update(id, { set: { a: 1 } }), false)
      assert.equal(await store.update(id, { set: { username: newName() } }), false)
      assert.equal(await store.update(id, { remove: ['username'] }), false)
      assert.equal(await store.update(id, { maxInactiveInterval: 60 }), false)
      assert.equal(await store.increment(id, 'count'), undefined)
      assert.equal(await store.inspect(id), undefined)
    })

    test('a slow reader that saves after the logout does not bring the session back', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      const slow = await store.load(id)
      await store.destroy(id)
      assert.equal(await store.update(id, { set: { ...slow?.attributes, a: 2 } }), false)
      assert.equal(await store.load(id), undefined)
    })

    test('a destroyed id can be used for a new session, which has nothing of the old', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { old: 1 })
      await store.destroy(id)
      await store.insert(id, { new: 1 })
      assert.deepEqual((await store.load(id))?.attributes, { new: 1 })
    })

    test('changes, counters and reads against a logout leave no part of a session', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { username: newName(), count: 0 })
      await Promise.all([
        store.update(id, { set: { a: 1 } }),
        store.load(id),
        store.increment(id, 'count'),
        store.destroy(id),
        store.update(id, { set: { username: newName() } }),
        store.load(id),
        store.increment(id, 'count'),
      ])
      assert.equal(await store.inspect(id), undefined)
    })
  })
}
