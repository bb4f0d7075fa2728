import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { SessionStore } from '@session-clustering/store'
import { newId, newName } from '../ids.ts'
import { until } from '../until.ts'
import type { OpenStore } from './index.ts'

export function users(open: OpenStore): void {
  suite("a user's sessions", () => {
    test('they are listed, oldest first, with what is in them', async () => {
      const store = open()
      const username = newName()
      const ids = await insertInTurn(store, username, 3)
      const listed = await store.list(username)
      assert.deepEqual(idsOf(listed), ids)
      assert.deepEqual(listed[0]?.attributes, { username, number: 0 })
    })

    test('nobody has sessions of others, or of no user', async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      await store.insert(newId(), { username: ada })
      await store.insert(newId(), {})
      assert.deepEqual(await store.list(grace), [])
    })

    test('one that was destroyed is no longer listed', async () => {
      const store = open()
      const username = newName()
      const [first = '', second] = await insertInTurn(store, username, 2)
      await store.destroy(first)
      assert.deepEqual(idsOf(await store.list(username)), [second])
    })

    test('one that has expired is no longer listed', async () => {
      const store = open()
      const username = newName()
      const [short, long] = [newId(), newId()]
      await store.insert(short, { username }, 0.2)
      await store.insert(long, { username })
      await until(async () => !(await store.inspect(short)))
      assert.deepEqual(idsOf(await store.list(username)), [long])
    })

    test('a change of user moves the session to the other', async () => {
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

    test('a session that gets a user later is listed from then on', async () => {
      const store = open()
      const username = newName()
      const id = newId()
      await store.insert(id, { visits: 1 })
      await store.update(id, { set: { username } })
      assert.deepEqual(idsOf(await store.list(username)), [id])
    })

    test('a session that loses its user is no longer listed, and lives', async () => {
      const store = open()
      const username = newName()
      const id = newId()
      await store.insert(id, { username, a: 1 })
      await store.update(id, { remove: ['username'] })
      assert.deepEqual(await store.list(username), [])
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('revoking the others leaves this one, and other users, alone', async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      const [a = '', b = '', c = ''] = await insertInTurn(store, ada, 3)
      const [other = ''] = await insertInTurn(store, grace, 1)
      assert.equal(await store.revokeAll(ada, b), 2)
      assert.deepEqual(await alive(store, a, b, c, other), [false, true, false, true])
      assert.deepEqual(idsOf(await store.list(ada)), [b])
    })

    test('revoking all leaves none, and a second time finds none', async () => {
      const store = open()
      const username = newName()
      const ids = await insertInTurn(store, username, 3)
      assert.equal(await store.revokeAll(username), 3)
      assert.deepEqual(await alive(store, ...ids), [false, false, false])
      assert.equal(await store.revokeAll(username), 0)
    })

    test("keeping a stranger's session is no way to keep one's own", async () => {
      const store = open()
      const [ada, grace] = [newName(), newName()]
      const [own = ''] = await insertInTurn(store, ada, 1)
      const [foreign] = await insertInTurn(store, grace, 1)
      assert.equal(await store.revokeAll(ada, foreign), 1)
      assert.equal(await store.load(own), undefined)
    })

    test('the attribute that names the user can have another name', async () => {
      const store = open({ principalAttribute: 'account' })
      const account = newName()
      const id = newId()
      await store.insert(id, { account, username: 'somebody else' })
      assert.deepEqual(idsOf(await store.list(account)), [id])
    })

    test('a user that is not a text is none', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { username: 42 })
      assert.deepEqual(await store.list('42'), [])
      await store.update(id, { set: { username: { name: 'ada' } } })
      assert.equal(await store.destroy(id), true)
    })
  })
}

/** Sessions made one after the other, each at a later time than the one before. */
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

export function idsOf(records: readonly { id: string }[]): string[] {
  return records.map(({ id }) => id)
}

export function alive(store: SessionStore, ...ids: string[]): Promise<boolean[]> {
  return Promise.all(ids.map(async (id) => (await store.inspect(id)) !== undefined))
}
