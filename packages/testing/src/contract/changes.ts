import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

export function changes(open: OpenStore): void {
  suite('changes', () => {
    test('a change writes its attributes and leaves the others alone', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1, b: { old: true }, c: 'c' })
      assert.equal(await store.update(id, { set: { b: [2], d: null }, remove: ['c'] }), true)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1, b: [2], d: null })
    })

    test('changes to different attributes at the same moment all survive', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      const names = Array.from({ length: 30 }, (_, i) => `attribute-${i}`)
      await Promise.all(names.map((name) => store.update(id, { set: { [name]: name } })))
      const expected = Object.fromEntries(names.map((name) => [name, name]))
      assert.deepEqual((await store.load(id))?.attributes, expected)
    })

    test('the removal of one attribute and the change of another both survive', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1, b: 1 })
      await Promise.all([store.update(id, { remove: ['a'] }), store.update(id, { set: { b: 2 } })])
      assert.deepEqual((await store.load(id))?.attributes, { b: 2 })
    })

    test('the removal of an attribute that is not there is no error', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.update(id, { remove: ['b'] }), true)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('no change at all says whether the session lives', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.update(id, {}), true)
      await store.destroy(id)
      assert.equal(await store.update(id, {}), false)
    })

    test('many attributes can be written at once', async () => {
      const store = open()
      const id = newId()
      const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`a${i}`, i]))
      await store.insert(id, many)
      await store.update(id, { set: many, remove: ['gone'] })
      assert.deepEqual((await store.load(id))?.attributes, many)
    })

    test('a change that JSON cannot hold changes nothing', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      await assert.rejects(store.update(id, { set: { a: 2, b: 1n } }), TypeError)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })
  })
}
