// While Redis is away, every method throws StoreUnavailableError: whether a session exists is unknown.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { forSuite, newId, newName, startRedis, until } from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { RedisSessionStore, StoreUnavailableError } from '../src/index.ts'

suite('Redis store while Redis is away', () => {
  const fixture = forSuite(() => startRedis({ toStop: true }))
  let connection: Redis
  let store: RedisSessionStore
  before(async () => {
    connection = await fixture.connect()
    store = new RedisSessionStore(connection)
  })

  const username = newName()
  const CALLS: Record<string, () => Promise<unknown>> = {
    load: () => store.load(newId()),
    insert: () => store.insert(newId(), { username }),
    update: () => store.update(newId(), { set: { a: 1 } }),
    'update of the user': () => store.update(newId(), { set: { username } }),
    increment: () => store.increment(newId(), 'count'),
    destroy: () => store.destroy(newId()),
    list: () => store.list(username),
    revokeAll: () => store.revokeAll(username),
    inspect: () => store.inspect(newId()),
  }

  test('every method throws StoreUnavailableError, and works when Redis is back', async () => {
    await fixture.stop()
    await until(() => connection.status !== 'ready')
    for (const [name, call] of Object.entries(CALLS)) {
      await assert.rejects(call(), StoreUnavailableError, name)
    }
    await fixture.start()
    await until(() => connection.status === 'ready')
    for (const call of Object.values(CALLS)) await call()
  })

  test('with Redis out of memory, insert and update throw, load and destroy work', async () => {
    const id = newId()
    await store.insert(id, { a: 1 })
    await fixture.redis.config('SET', 'maxmemory', 1)
    try {
      await assert.rejects(store.insert(newId(), { a: 1 }), StoreUnavailableError)
      await assert.rejects(store.update(id, { set: { a: 2 } }), StoreUnavailableError)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
      assert.equal(await store.destroy(id), true)
    } finally {
      await fixture.redis.config('SET', 'maxmemory', 0)
    }
  })
})
