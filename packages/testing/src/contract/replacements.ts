import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { SessionGoneError } from '@session-clustering/store'
import { newId, newName } from '../ids.ts'
import type { OpenStore } from './index.ts'
import { alive } from './users.ts'

export function replacements(open: OpenStore): void {
  suite('replacement of a session', () => {
    test('insert does not replace a session that has ended, and stores nothing', async () => {
      const store = open()
      const username = newName()
      const [old, id] = [newId(), newId()]
      await store.insert(old, { username })
      await store.destroy(old)
      await assert.rejects(store.insert(id, { username }, { replaces: old }), SessionGoneError)
      assert.equal(await store.inspect(id), undefined)
      assert.deepEqual(await store.list(username), [])
    })

    test('of parallel replacements of one session, one succeeds', async () => {
      const store = open()
      const username = newName()
      const old = newId()
      await store.insert(old, { username })
      const ids = Array.from({ length: 5 }, newId)
      const outcomes = await Promise.allSettled(
        ids.map((id) => store.insert(id, { username }, { replaces: old })),
      )
      const succeeded = ids.filter((_, i) => outcomes[i]?.status === 'fulfilled')
      assert.equal(succeeded.length, 1)
      const stored = await alive(store, ...ids)
      assert.deepEqual(
        ids.filter((_, i) => stored[i]),
        succeeded,
      )
    })

    test('revokeAll parallel to a replacement leaves neither session', async () => {
      const store = open()
      const username = newName()
      for (let round = 0; round < 10; round += 1) {
        const [old, id] = [newId(), newId()]
        await store.insert(old, { username })
        await Promise.allSettled([
          store.insert(id, { username }, { replaces: old }),
          store.revokeAll(username),
        ])
        assert.deepEqual(await alive(store, old, id), [false, false])
      }
    })
  })
}
