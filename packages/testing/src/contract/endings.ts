import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId, newName } from '../ids.ts'
import type { OpenStore } from './index.ts'

export function endings(open: OpenStore): void {
  suite('end of a session', () => {
    test('destroy removes the session', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.destroy(id), true)
      assert.equal(await store.load(id), undefined)
      assert.equal(await store.inspect(id), undefined)
    })

    test('destroy of a missing session returns false', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      await store.destroy(id)
      assert.equal(await store.destroy(id), false)
    })

    test('of parallel destroys of one session, one returns true', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      const answers = await Promise.all([store.destroy(id), store.destroy(id), store.destroy(id)])
      assert.deepEqual(answers.filter(Boolean), [true])
    })

    test('update and increment do not store a destroyed session again', async () => {
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

    test('an update that is based on a read before the logout does not store the session again', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      const slow = await store.load(id)
      await store.destroy(id)
      assert.equal(await store.update(id, { set: { ...slow?.attributes, a: 2 } }), false)
      assert.equal(await store.load(id), undefined)
    })

    test('a new session under a destroyed id has no attributes of the old one', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { old: 1 })
      await store.destroy(id)
      await store.insert(id, { new: 1 })
      assert.deepEqual((await store.load(id))?.attributes, { new: 1 })
    })

    test('updates, increments and loads that run parallel to a logout leave no part of the session', async () => {
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
