import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { SessionStore } from '@session-clustering/store'
import { newId, newName } from '../ids.ts'
import { until } from '../until.ts'
import type { OpenStore } from './index.ts'

export function users(open: OpenStore): void {
  suite("a user's sessions", () => {
    test('list returns the records of a user, oldest first', async () => {
      const store = open()
      const username = newName()
      const ids = await insertInTurn(store, username, 3)
      const listed = await store.list(username)
      assert.deepEqual(idsOf(listed), ids)
      assert.deepEqual(listed[0]?.attributes, { username, number: 0 })
    })

    test('list does not return sessions of other users or of none', async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      await store.insert(newId(), { username: ada })
      await store.insert(newId(), {})
      assert.deepEqual(await store.list(grace), [])
    })

    test('list does not return a destroyed session', async () => {
      const store = open()
      const username = newName()
      const [first = '', second] = await insertInTurn(store, username, 2)
      await store.destroy(first)
      assert.deepEqual(idsOf(await store.list(username)), [second])
    })

    test('list does not return an expired session', async () => {
      const store = open()
      const username = newName()
      const [short, long] = [newId(), newId()]
      await store.insert(short, { username }, { maxInactiveInterval: 0.2 })
      await store.insert(long, { username })
      await until(async () => !(await store.inspect(short)))
      assert.deepEqual(idsOf(await store.list(username)), [long])
    })

    test('listPage returns the sessions a page at a time, oldest first', async () => {
      const store = open()
      const username = newName()
      const ids = await insertInTurn(store, username, 5)
      const [pages, lengths] = await allPages(store, username, 2)
      assert.deepEqual([pages, lengths], [ids, [2, 2, 1]])
      const one = await store.listPage(username, { limit: 5 })
      assert.deepEqual([idsOf(one.sessions), one.next], [ids, undefined])
    })

    test('listPage returns each of 30 sessions of the same moment once', async () => {
      const store = open()
      const username = newName()
      const ids = Array.from({ length: 30 }, newId)
      await Promise.all(ids.map((id) => store.insert(id, { username })))
      const [pages, lengths] = await allPages(store, username, 7)
      assert.deepEqual([pages.sort(), Math.max(...lengths)], [ids.sort(), 7])
    })

    test('listPage goes on when the last session of a page has ended, or others have come', async () => {
      const store = open()
      const username = newName()
      const [a, b = '', c, d = ''] = await insertInTurn(store, username, 4)
      const first = await store.listPage(username, { limit: 2 })
      assert.deepEqual(idsOf(first.sessions), [a, b])
      await store.destroy(b)
      await store.destroy(d)
      const [e] = await insertInTurn(store, username, 1)
      const second = await store.listPage(username, { limit: 2, after: first.next })
      assert.deepEqual([idsOf(second.sessions), second.next], [[c, e], undefined])
    })

    test('listPage orders a session that changes its user by its creation', async () => {
      const store = open()
      const username = newName()
      const [moved = ''] = await insertInTurn(store, newName(), 1)
      const ids = await insertInTurn(store, username, 2)
      await store.update(moved, { set: { username } })
      assert.deepEqual(idsOf((await store.listPage(username)).sessions), [moved, ...ids])
    })

    for (const options of [{ limit: 0 }, { limit: 1.5 }, { after: 'x' }, { after: '-1' }]) {
      test(`listPage refuses ${JSON.stringify(options)}`, async () => {
        await assert.rejects(open().listPage(newName(), options), TypeError)
      })
    }

    test('a session that changes its user is listed and revoked for the new user alone', async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      const id = newId()
      await store.insert(id, { username: ada })
      await store.update(id, { set: { username: grace } })
      assert.deepEqual(await store.list(ada), [])
      assert.deepEqual(idsOf(await store.list(grace)), [id])
      assert.equal(await store.revokeAll(ada), 0)
      assert.equal(await store.revokeAll(grace), 1)
    })

    test('a session that gets a user by an update is listed', async () => {
      const store = open()
      const username = newName()
      const id = newId()
      await store.insert(id, { visits: 1 })
      await store.update(id, { set: { username } })
      assert.deepEqual(idsOf(await store.list(username)), [id])
    })

    test('a session that loses its user is not listed and still exists', async () => {
      const store = open()
      const username = newName()
      const id = newId()
      await store.insert(id, { username, a: 1 })
      await store.update(id, { remove: ['username'] })
      assert.deepEqual(await store.list(username), [])
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('revokeAll keeps the excepted session and those of other users', async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      const [a = '', b = '', c = ''] = await insertInTurn(store, ada, 3)
      const [other = ''] = await insertInTurn(store, grace, 1)
      assert.equal(await store.revokeAll(ada, b), 2)
      assert.deepEqual(await alive(store, a, b, c, other), [false, true, false, true])
      assert.deepEqual(idsOf(await store.list(ada)), [b])
    })

    test('revokeAll ends all sessions of a user; a second call returns 0', async () => {
      const store = open()
      const username = newName()
      const ids = await insertInTurn(store, username, 3)
      assert.equal(await store.revokeAll(username), 3)
      assert.deepEqual(await alive(store, ...ids), [false, false, false])
      assert.equal(await store.revokeAll(username), 0)
    })

    test("revokeAll ends all of a user's sessions when the excepted one belongs to another user", async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      const [own = ''] = await insertInTurn(store, ada, 1)
      const [foreign] = await insertInTurn(store, grace, 1)
      assert.equal(await store.revokeAll(ada, foreign), 1)
      assert.equal(await store.load(own), undefined)
    })

    test('principalAttribute can be another attribute', async () => {
      const store = open({ principalAttribute: 'account' })
      const account = newName()
      const id = newId()
      await store.insert(id, { account, username: 'somebody else' })
      assert.deepEqual(idsOf(await store.list(account)), [id])
    })

    test('a user can be named by a number', async () => {
      const store = open()
      const userId = Number(newId().replace(/\D/g, '')) + Math.random()
      const [id, changed] = [newId(), newId()]
      await store.insert(id, { username: userId })
      await store.insert(changed, { username: newName() })
      await store.update(changed, { set: { username: userId } })
      assert.deepEqual(idsOf(await store.list(userId)).sort(), [id, changed].sort())
      assert.deepEqual(idsOf(await store.list(String(userId))).sort(), [id, changed].sort())
      assert.equal(await store.revokeAll(userId, id), 1)
      await store.destroy(id)
      assert.deepEqual(await store.list(userId), [])
    })

    for (const value of [{ name: 'ada' }, true, '', ['ada']]) {
      test(`insert, update, list and revokeAll refuse ${JSON.stringify(value)} as a user`, async () => {
        const store = open()
        const id = newId()
        await store.insert(id, { kept: 1 })
        const named = { name: 'TypeError', message: /"username"/ }
        await assert.rejects(store.insert(newId(), { username: value }), named)
        await assert.rejects(store.update(id, { set: { username: value } }), named)
        assert.deepEqual((await store.load(id))?.attributes, { kept: 1 })
        await assert.rejects(store.list(value as never), TypeError)
        await assert.rejects(store.revokeAll(value as never), TypeError)
      })
    }

    test("list('null') and list('undefined') do not return a session without a user", async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { username: null })
      assert.deepEqual(await store.list('undefined'), [])
      assert.deepEqual(await store.list('null'), [])
      await store.destroy(id)
    })

    test('count, iterate and clear include all sessions', async () => {
      const store = open()
      await store.clear()
      const username = newName()
      const ids = await insertInTurn(store, username, 3)
      await store.insert(newId(), {})
      assert.equal(await store.count(), 4)
      const read: string[] = []
      for await (const record of store.iterate()) {
        if (record.attributes.username === username) read.push(record.id)
      }
      assert.deepEqual(read.sort(), [...ids].sort())
      assert.equal(await store.clear(), 4)
      assert.equal(await store.count(), 0)
      assert.deepEqual(await store.list(username), [])
    })
  })
}

/** Creates sessions one after the other, each with a later creation time. */
export async function insertInTurn(
  store: SessionStore,
  username: string,
  count: number,
): Promise<string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    const id = newId()
    await store.insert(id, { username, number })
    ids.push(id)
    const ttlMs = (await store.inspect(id))?.ttlMs ?? 0
    await until(async () => ((await store.inspect(id))?.ttlMs ?? 0) < ttlMs - 1)
  }
  return ids
}

/** The ids on all pages, and how many each page has. */
async function allPages(
  store: SessionStore,
  username: string,
  limit: number,
): Promise<[ids: string[], lengths: number[]]> {
  const ids: string[] = []
  const lengths: number[] = []
  let after: string | undefined
  do {
    const { sessions, next } = await store.listPage(username, { limit, after })
    ids.push(...idsOf(sessions))
    lengths.push(sessions.length)
    after = next
  } while (after !== undefined)
  return [ids, lengths]
}

export function idsOf(records: readonly { id: string }[]): string[] {
  return records.map(({ id }) => id)
}

export function alive(store: SessionStore, ...ids: string[]): Promise<boolean[]> {
  return Promise.all(ids.map(async (id) => (await store.inspect(id)) !== undefined))
}
