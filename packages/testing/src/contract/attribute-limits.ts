import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type SessionStore, TooManyAttributesError } from '@session-clustering/store'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

const limit = { prefix: 'cart:', most: 3 }

export function attributeLimits(open: OpenStore): void {
  suite('a limit on attributes with a prefix', () => {
    const full = { 'cart:a': 1, 'cart:b': 1, 'cart:c': 1, other: 1 }
    async function insert(store: SessionStore, attributes: object) {
      const id = newId()
      await store.insert(id, { ...attributes })
      return id
    }
    const attributesOf = async (store: SessionStore, id: string) =>
      (await store.load(id))?.attributes

    for (const [what, add] of Object.entries({
      increment: (store: SessionStore, id: string, name: string) =>
        store.increment(id, name, 1, limit),
      update: (store: SessionStore, id: string, name: string) =>
        store.update(id, { set: { [name]: 1 }, limit }),
    })) {
      test(`${what} adds no attribute beyond it, nor do 30 at the same moment`, async () => {
        const store = open()
        const id = await insert(store, { other: 1 })
        const outcomes = await Promise.allSettled(
          Array.from({ length: 30 }, (_, i) => add(store, id, `cart:${i}`)),
        )
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') {
            assert.ok(outcome.reason instanceof TooManyAttributesError)
          }
        }
        const names = Object.keys((await attributesOf(store, id)) ?? {})
        assert.equal(names.filter((name) => name.startsWith('cart:')).length, 3)
      })

      test(`${what} changes an attribute that is there, and adds one without the prefix`, async () => {
        const store = open()
        const id = await insert(store, full)
        await add(store, id, 'cart:a')
        await add(store, id, 'more')
        assert.equal((await attributesOf(store, id))?.more, 1)
      })
    }

    test('a refused update writes nothing', async () => {
      const store = open()
      const id = await insert(store, full)
      const changes = {
        set: { other: 2, 'cart:d': 1 },
        remove: ['other'],
        maxInactiveInterval: 60,
        limit,
      }
      await assert.rejects(store.update(id, changes), TooManyAttributesError)
      const record = await store.load(id)
      assert.deepEqual(record?.attributes, full)
      assert.equal(record.maxInactiveInterval, store.idleTimeoutSeconds)
    })

    test('an update that removes as many as it adds is accepted', async () => {
      const store = open()
      const id = await insert(store, full)
      const change = { set: { 'cart:d': 1 }, remove: ['cart:a'], limit }
      assert.equal(await store.update(id, change), true)
    })

    test('a session that is beyond the limit can change and lose attributes', async () => {
      const store = open()
      const id = await insert(store, { ...full, 'cart:d': 1, 'cart:e': 1 })
      assert.equal(
        await store.update(id, { set: { 'cart:a': 2 }, remove: ['cart:b'], limit }),
        true,
      )
      assert.equal(await store.increment(id, 'cart:c', 1, limit), 2)
      await assert.rejects(store.increment(id, 'cart:b', 1, limit), TooManyAttributesError)
    })

    for (const wrong of [
      { prefix: 'cart:', most: -1 },
      { prefix: 'cart:', most: 1.5 },
    ]) {
      test(`a limit of ${wrong.most} is a TypeError`, async () => {
        const store = open()
        const id = await insert(store, {})
        await assert.rejects(store.increment(id, 'cart:a', 1, wrong), TypeError)
        await assert.rejects(store.update(id, { limit: wrong }), TypeError)
      })
    }
  })
}
