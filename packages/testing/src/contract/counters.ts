import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

export function counters(open: OpenStore): void {
  suite('counters', () => {
    test('50 increments at the same moment count 50', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      const values = await Promise.all(
        Array.from({ length: 50 }, () => store.increment(id, 'count')),
      )
      assert.equal(new Set(values).size, 50)
      assert.equal((await store.load(id))?.attributes.count, 50)
    })

    test('a counter starts at nothing, and goes down as well', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      assert.equal(await store.increment(id, 'count', 5), 5)
      assert.equal(await store.increment(id, 'count', -7), -2)
    })

    test('a number that was set can be counted on', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { count: 41 })
      assert.equal(await store.increment(id, 'count'), 42)
    })

    test('a counter and a change of another attribute do not undo each other', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { count: 1, name: 'a' })
      await Promise.all([
        store.increment(id, 'count'),
        store.update(id, { set: { name: 'b' } }),
        store.increment(id, 'count'),
      ])
      assert.deepEqual((await store.load(id))?.attributes, { count: 3, name: 'b' })
    })

    for (const value of ['text', '7', null, true, 1.5, [], {}]) {
      test(`${JSON.stringify(value)} is not a counter, and stays as it is`, async () => {
        const store = open()
        const id = newId()
        await store.insert(id, { value })
        await assert.rejects(store.increment(id, 'value'), TypeError)
        assert.deepEqual((await store.load(id))?.attributes, { value })
      })
    }

    test('the attribute that names the user is no counter', async () => {
      const store = open()
      const id = newId()
      const userId = Number(newId().replace(/\D/g, '').slice(0, 12))
      await store.insert(id, { username: userId })
      const named = { name: 'TypeError', message: /"username"/ }
      await assert.rejects(store.increment(id, 'username'), named)
      assert.deepEqual((await store.load(id))?.attributes, { username: userId })
    })

    test('a counter is not raised by half', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { count: 1 })
      await assert.rejects(store.increment(id, 'count', 0.5), TypeError)
      assert.deepEqual((await store.load(id))?.attributes, { count: 1 })
    })
  })
}
