import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

export function counters(open: OpenStore): void {
  suite('counters', () => {
    test('50 parallel increments add 50', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      const values = await Promise.all(
        Array.from({ length: 50 }, () => store.increment(id, 'count')),
      )
      assert.equal(new Set(values).size, 50)
      assert.equal((await store.load(id))?.attributes.count, 50)
    })

    test('increment starts at 0 and takes negative numbers', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      assert.equal(await store.increment(id, 'count', 5), 5)
      assert.equal(await store.increment(id, 'count', -7), -2)
    })

    test('increment adds to a number that was set', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { count: 41 })
      assert.equal(await store.increment(id, 'count'), 42)
    })

    test('increments and a parallel update of another attribute are all kept', async () => {
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
      test(`increment refuses ${JSON.stringify(value)} with a TypeError and does not change it`, async () => {
        const store = open()
        const id = newId()
        await store.insert(id, { value })
        await assert.rejects(store.increment(id, 'value'), TypeError)
        assert.deepEqual((await store.load(id))?.attributes, { value })
      })
    }

    test('increment refuses the attribute that names the user', async () => {
      const store = open()
      const id = newId()
      const userId = Number(newId().replace(/\D/g, '').slice(0, 12))
      await store.insert(id, { username: userId })
      const named = { name: 'TypeError', message: /"username"/ }
      await assert.rejects(store.increment(id, 'username'), named)
      assert.deepEqual((await store.load(id))?.attributes, { username: userId })
    })

    for (const by of [0.5, 2 ** 53]) {
      test(`increment refuses to add ${by}, which is no safe integer`, async () => {
        const store = open()
        const id = newId()
        await store.insert(id, { count: 1 })
        await assert.rejects(store.increment(id, 'count', by), TypeError)
        assert.deepEqual((await store.load(id))?.attributes, { count: 1 })
      })
    }
  })
}
