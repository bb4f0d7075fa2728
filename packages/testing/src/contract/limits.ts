import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { SessionGoneError, TooManySessionsError } from '@session-clustering/store'
import { newId, newName } from '../ids.ts'
import type { OpenStore } from './index.ts'
import { alive, idsOf, insertInTurn } from './users.ts'

export function limits(open: OpenStore): void {
  const evicting = () => open({ maxSessionsPerUser: 2, onMaxSessions: 'evict-oldest' })
  const refusing = () => open({ maxSessionsPerUser: 2, onMaxSessions: 'refuse' })

  suite('maxSessionsPerUser', () => {
    test('evict-oldest: a new session ends the oldest', async () => {
      const store = evicting()
      const ids = await insertInTurn(store, newName(), 3)
      assert.deepEqual(await alive(store, ...ids), [false, true, true])
    })

    test('evict-oldest: parallel logins leave as many sessions as are allowed', async () => {
      const store = evicting()
      const username = newName()
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, () => store.insert(newId(), { username })),
      )
      assert.equal((await store.list(username)).length, 2)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof SessionGoneError)
      }
    })

    test('refuse: insert throws and stores nothing', async () => {
      const store = refusing()
      const username = newName()
      const ids = await insertInTurn(store, username, 2)
      const id = newId()
      await assert.rejects(store.insert(id, { username }), TooManySessionsError)
      assert.equal(await store.inspect(id), undefined)
      assert.deepEqual(idsOf(await store.list(username)), ids)
    })

    test('refuse: of parallel logins, as many succeed as are allowed', async () => {
      const store = refusing()
      const username = newName()
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, () => store.insert(newId(), { username })),
      )
      const succeeded = outcomes.filter(({ status }) => status === 'fulfilled')
      assert.equal(succeeded.length, 2)
      assert.equal((await store.list(username)).length, 2)
    })

    test('refuse: a session that has ended does not count', async () => {
      const store = refusing()
      const username = newName()
      const [first = ''] = await insertInTurn(store, username, 2)
      await store.destroy(first)
      const id = newId()
      await store.insert(id, { username })
      assert.ok(await store.load(id))
    })

    test('refuse: a session that changes its user counts as a new one, and ends', async () => {
      const store = refusing()
      const username = newName()
      const ids = await insertInTurn(store, username, 2)
      const id = newId()
      await store.insert(id, { username: newName() })
      await assert.rejects(store.update(id, { set: { username } }), TooManySessionsError)
      assert.equal(await store.inspect(id), undefined)
      assert.deepEqual(idsOf(await store.list(username)), ids)
    })

    test('refuse: a refused insert ends the session that it would have replaced', async () => {
      const store = refusing()
      const username = newName()
      const ids = await insertInTurn(store, username, 2)
      const [anonymous, id] = [newId(), newId()]
      await store.insert(anonymous, { cart: 1 })
      await assert.rejects(
        store.insert(id, { username }, { replaces: anonymous }),
        TooManySessionsError,
      )
      assert.deepEqual(await alive(store, ...ids, anonymous, id), [true, true, false, false])
    })

    test('evict-oldest: update throws SessionGoneError when the changed session is itself the oldest', async () => {
      const store = evicting()
      const username = newName()
      const [older = ''] = await insertInTurn(store, newName(), 1)
      const ids = await insertInTurn(store, username, 2)
      await assert.rejects(store.update(older, { set: { username } }), SessionGoneError)
      assert.deepEqual(await alive(store, older, ...ids), [false, true, true])
    })

    test('evict-oldest: a session that changes its user counts as a new one', async () => {
      const store = evicting()
      const username = newName()
      const ids = await insertInTurn(store, username, 2)
      const [moved = ''] = await insertInTurn(store, newName(), 1)
      await store.update(moved, { set: { username } })
      assert.deepEqual(await alive(store, ...ids, moved), [false, true, true])
    })

    test('evict-oldest: a session that replaces an anonymous one counts as a new one', async () => {
      const store = evicting()
      const username = newName()
      const ids = await insertInTurn(store, username, 2)
      const [anonymous, id] = [newId(), newId()]
      await store.insert(anonymous, { cart: 1 })
      await store.insert(id, { username }, { replaces: anonymous })
      assert.deepEqual(await alive(store, ...ids, anonymous, id), [false, true, false, true])
    })

    test('refuse: a session that replaces one of the same user is stored at the limit', async () => {
      const store = refusing()
      const username = newName()
      const [first, second = ''] = await insertInTurn(store, username, 2)
      const id = newId()
      await store.insert(id, { username }, { replaces: second })
      assert.deepEqual(idsOf(await store.list(username)), [first, id])
    })

    test('one user at the limit does not affect another', async () => {
      const store = refusing()
      await insertInTurn(store, newName(), 2)
      const id = newId()
      await store.insert(id, { username: newName() })
      assert.ok(await store.load(id))
    })

    test('0 is no limit', async () => {
      const store = open({ maxSessionsPerUser: 0 })
      const username = newName()
      await Promise.all(Array.from({ length: 25 }, () => store.insert(newId(), { username })))
      assert.equal((await store.list(username)).length, 25)
    })
  })
}
