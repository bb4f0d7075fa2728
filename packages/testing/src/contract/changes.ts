import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

export function changes(open: OpenStore): void {
  suite('changes', () => {
    test('update writes and removes the given attributes and keeps the others', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1, b: { old: true }, c: 'c' })
      assert.equal(await store.update(id, { set: { b: [2], d: null }, remove: ['c'] }), true)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1, b: [2], d: null })
    })

    test('parallel updates of different attributes are all kept', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      const names = Array.from({ length: 30 }, (_, i) => `attribute-${i}`)
      await Promise.all(names.map((name) => store.update(id, { set: { [name]: name } })))
      const expected = Object.fromEntries(names.map((name) => [name, name]))
      assert.deepEqual((await store.load(id))?.attributes, expected)
    })

    test('a removal and a parallel update of another attribute are both kept', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1, b: 1 })
      await Promise.all([store.update(id, { remove: ['a'] }), store.update(id, { set: { b: 2 } })])
      assert.deepEqual((await store.load(id))?.attributes, { b: 2 })
    })

    test('update ignores the removal of an attribute that is not there', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.update(id, { remove: ['b'] }), true)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('update without changes returns whether the session exists', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      assert.equal(await store.update(id, {}), true)
      await store.destroy(id)
      assert.equal(await store.update(id, {}), false)
    })
  })
}
