// The index of a user's sessions is a key of its own: it must become right again whatever happens to the sessions.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import {
  commandsDuring,
  forSuite,
  newId,
  newName,
  pauseCall,
  startRedis,
  until,
} from '@session-clustering/testing'
import { alive, idsOf } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { RedisSessionStore, SessionGoneError, TooManySessionsError } from '../src/index.ts'

suite('user index in Redis', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  before(() => {
    redis = fixture.redis
  })

  /** Each store has its own connection, as in two processes. */
  async function openStore(options = {}) {
    const connection = await fixture.connect()
    return { connection, store: new RedisSessionStore(connection, options) }
  }
  const indexOf = (username: string) => redis.zrange(`session:user:${username}`, 0, '-1')

  test('the score of a session is its creation in microseconds, and no other member has it', async () => {
    const { store } = await openStore()
    const username = newName()
    const id = newId()
    const { creationTime } = await store.insert(id, { username })
    const score = Number(await redis.zscore(`session:user:${username}`, id))
    assert.equal(Math.floor(score / 1000), creationTime)
    await redis.zadd(`session:user:${username}`, creationTime * 1000, newId())
    const moved = newId()
    await store.insert(moved, {})
    await redis.hset(`session:${moved}`, 'creationTime', creationTime)
    await store.update(moved, { set: { username } })
    assert.equal(
      await redis.zscore(`session:user:${username}`, moved),
      String(creationTime * 1000 + 1),
    )
  })

  test('the index lives as long as its sessions, and longer', async () => {
    const { store } = await openStore({ absoluteLifetimeSeconds: 3600 })
    const username = newName()
    const id = newId()
    await store.insert(id, { username }, { maxInactiveInterval: 7200 })
    const [index, session] = await Promise.all([
      redis.pexpiretime(`session:user:${username}`),
      redis.pexpiretime(`session:${id}`),
    ])
    assert.ok(index >= session && session > 0)
  })

  test('list removes a session from the index whose key was deleted', async () => {
    const { store } = await openStore()
    const username = newName()
    const [gone, left] = [newId(), newId()]
    await store.insert(gone, { username })
    await store.insert(left, { username })
    await redis.del(`session:${gone}`)
    assert.deepEqual(idsOf(await store.list(username)), [left])
    assert.deepEqual(await indexOf(username), [left])
  })

  test('logins remove sessions that have expired, also behind many that are alive', async () => {
    const { store } = await openStore()
    const username = newName()
    for (let i = 0; i < 10; i += 1) await store.insert(newId(), { username })
    const expired = Array.from({ length: 20 }, newId)
    for (const [i, id] of expired.entries()) await redis.zadd(`session:user:${username}`, i + 1, id)
    await until(async () => {
      const id = newId()
      await store.insert(id, { username })
      await redis.del(`session:${id}`)
      return (await indexOf(username)).every((member) => !expired.includes(member))
    })
  })

  test('a page costs as much with 1,000 sessions as with few', async () => {
    const { store, connection } = await openStore()
    const username = newName()
    for (let i = 0; i < 100; i += 1) {
      await Promise.all(Array.from({ length: 10 }, () => store.insert(newId(), { username })))
    }
    const commands = await commandsDuring(redis, async () => {
      const { next } = await store.listPage(username, { limit: 3 })
      await store.listPage(username, { limit: 3, after: next })
    })
    connection.disconnect()
    const counts = ['zrange', 'hgetall'].map(
      (name) => commands.filter(([command]) => command?.toLowerCase() === name).length,
    )
    assert.deepEqual(counts, [2, 6])
  })

  test('list deletes an index whose sessions are all missing', async () => {
    const { store } = await openStore()
    const username = newName()
    await redis.zadd(`session:user:${username}`, 2 ** 42, newId(), 2 ** 42, newId())
    assert.deepEqual(await store.list(username), [])
    assert.equal(await redis.exists(`session:user:${username}`), 0)
  })

  test('sessions without a key do not count for maxSessionsPerUser', async () => {
    const { store } = await openStore({ maxSessionsPerUser: 1, onMaxSessions: 'refuse' })
    const username = newName()
    await redis.zadd(`session:user:${username}`, 1, newId(), 2 ** 42, newId())
    const id = newId()
    await store.insert(id, { username })
    assert.deepEqual(await indexOf(username), [id])
  })

  test('destroy removes the session from the index', async () => {
    const { store } = await openStore()
    const username = newName()
    const id = newId()
    await store.insert(id, { username })
    await store.destroy(id)
    assert.deepEqual(await indexOf(username), [])
  })

  test('list and revokeAll skip a session that belongs to another user by now', async () => {
    const { store } = await openStore()
    const [ada, grace] = [newName(), newName()]
    const id = newId()
    await store.insert(id, { username: grace })
    await redis.zadd(`session:user:${ada}`, 2 ** 42, id)
    assert.deepEqual(await store.list(ada), [])
    assert.equal(await store.revokeAll(ada), 0)
    assert.deepEqual(await alive(store, id), [true])
  })

  test('a login that pauses during revokeAll is listed afterwards', async () => {
    const login = await openStore()
    const other = await openStore()
    const username = newName()
    const id = newId()
    await login.store.insert(id, {})
    const paused = pauseCall(login.connection, 'sessionIndexAdd')
    const loggingIn = login.store.update(id, { set: { username } })
    await paused.reached
    await other.store.revokeAll(username)
    paused.resume()
    await loggingIn
    assert.deepEqual(idsOf(await other.store.list(username)), [id])
    assert.equal(await other.store.revokeAll(username), 1)
  })

  test('revokeAll ends a session that replaces another while it reads the sessions of the index', async () => {
    const revoker = await openStore()
    const other = await openStore()
    const username = newName()
    const [old, id] = [newId(), newId()]
    await other.store.insert(old, { username })
    const paused = pauseCall(revoker.connection, 'hgetall')
    const revoking = revoker.store.revokeAll(username)
    await paused.reached
    await other.store.insert(id, { username }, { replaces: old })
    paused.resume()
    assert.equal(await revoking, 1)
    assert.deepEqual(await alive(other.store, old, id), [false, false])
  })

  test('revokeAll does not end a login that began after its list', async () => {
    const revoker = await openStore()
    const other = await openStore()
    const username = newName()
    const [before, during] = [newId(), newId()]
    await other.store.insert(before, { username })
    const paused = pauseCall(revoker.connection, 'sessionDestroy')
    const revoking = revoker.store.revokeAll(username)
    await paused.reached
    await other.store.insert(during, { username })
    paused.resume()
    assert.equal(await revoking, 1)
    assert.deepEqual(idsOf(await other.store.list(username)), [during])
  })

  test('refuse: a login that pauses before it is in the index is refused at the limit', async () => {
    const limit = { maxSessionsPerUser: 1, onMaxSessions: 'refuse' }
    const slow = await openStore(limit)
    const quick = await openStore(limit)
    const username = newName()
    const [early, late] = [newId(), newId()]
    await slow.store.insert(early, {})
    const paused = pauseCall(slow.connection, 'sessionIndexAdd')
    const loggingIn = slow.store.update(early, { set: { username } })
    await paused.reached
    await quick.store.insert(late, { username })
    paused.resume()
    await assert.rejects(loggingIn, TooManySessionsError)
    assert.deepEqual(await alive(quick.store, early, late), [false, true])
  })

  test('evict-oldest: a login that pauses while newer ones reach the limit throws SessionGoneError', async () => {
    const options = { maxSessionsPerUser: 1 }
    const [slow, quick] = await Promise.all([openStore(options), openStore(options)])
    const username = newName()
    const [early, late] = [newId(), newId()]
    await slow.store.insert(early, {})
    const paused = pauseCall(slow.connection, 'sessionIndexAdd')
    const loggingIn = slow.store.update(early, { set: { username } })
    await paused.reached
    // By its clock, which counts milliseconds, the other one is later.
    const clock = async () => {
      const [seconds, microseconds] = await redis.time()
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
    }
    const began = await clock()
    await until(async () => (await clock()) > began)
    await quick.store.insert(late, { username })
    paused.resume()
    await assert.rejects(loggingIn, SessionGoneError)
    assert.deepEqual(await alive(quick.store, early, late), [false, true])
  })

  test('evict-oldest: parallel logins through two stores leave as many as are allowed', async () => {
    const stores = await Promise.all([1, 2].map(() => openStore({ maxSessionsPerUser: 3 })))
    const username = newName()
    const logins = stores.flatMap(({ store }) =>
      Array.from({ length: 8 }, () => store.insert(newId(), { username })),
    )
    await Promise.allSettled(logins)
    assert.equal((await stores[0]?.store.list(username))?.length, 3)
  })

  test('insert stores no session when the index cannot be written', async () => {
    const { store } = await openStore()
    const username = newName()
    const id = newId()
    await redis.set(`session:user:${username}`, 'not a sorted set')
    await assert.rejects(store.insert(id, { username }), { name: 'StoreUnavailableError' })
    assert.equal(await redis.exists(`session:${id}`), 0)
  })
})
