// Sessions that connect-redis wrote are taken over at their first read: a migration logs nobody out.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import fastifyCookie from '@fastify/cookie'
import fastifySession from '@fastify/session'
import {
  client,
  forSuite,
  idIn,
  newId,
  newName,
  pauseCall,
  startRedis,
} from '@session-clustering/testing'
import { RedisStore } from 'connect-redis'
import fastify from 'fastify'
import type { Redis } from 'ioredis'
import { createClient } from 'redis'
import { RedisSessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'
import { SECRET } from './support/site.ts'

suite('sessions of connect-redis', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let nodeRedis: ReturnType<typeof createClient>
  before(async () => {
    redis = fixture.redis
    nodeRedis = createClient({ url: fixture.url })
    nodeRedis.on('error', () => {})
    await nodeRedis.connect()
  })
  after(() => nodeRedis.destroy())

  const open = async (options = {}) =>
    new RedisSessionStore(await fixture.connect(), { connectRedisPrefix: 'sess:', ...options })

  /** A login through @fastify/session and connect-redis. */
  async function loggedInBefore(username: string, maxAge?: number) {
    const app = fastify()
    await app.register(fastifyCookie)
    await app.register(fastifySession, {
      store: new RedisStore({ client: nodeRedis }),
      secret: SECRET,
      cookieName: 'sid',
      cookie: { secure: false, ...(maxAge && { maxAge }) },
      saveUninitialized: false,
    })
    app.post('/login', async (request) => {
      Object.assign(request.session, { username, cart: [{ item: 'book' }], nothing: null })
      return {}
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const browser = client()
    await browser.post(`${url}/login`)
    await app.close()
    return browser
  }

  test('a login stays valid with all attributes, and its old key is deleted', async (t) => {
    const username = newName()
    const browser = await loggedInBefore(username)
    const id = idIn(browser)
    const connection = await fixture.connect()
    const site = await startFastify(t, { redis: connection, connectRedisPrefix: 'sess:' })
    for (let i = 0; i < 2; i += 1) {
      const { body } = await browser.get(`${site.url}/attributes`)
      assert.deepEqual(body, { username, cart: [{ item: 'book' }], nothing: null })
    }
    assert.equal(await redis.exists(`sess:${id}`), 0)
    assert.equal(await redis.exists(`session:${id}`), 1)
    assert.equal((await site.app.sessions.list(username)).length, 1)
    await browser.post(`${site.url}/logout`)
    assert.deepEqual((await browser.get(`${site.url}/attributes`)).body, {})
  })

  test('without connectRedisPrefix they are not found', async (t) => {
    const browser = await loggedInBefore(newName())
    const site = await startFastify(t, { redis: await fixture.connect() })
    assert.deepEqual((await browser.get(`${site.url}/attributes`)).body, {})
    assert.equal(await redis.exists(`sess:${idIn(browser)}`), 1)
  })

  test('the maxAge of a cookie is kept, and is the idle timeout', async () => {
    const store = await open()
    const browser = await loggedInBefore(newName(), 7_200_000)
    const record = await store.load(idIn(browser))
    assert.deepEqual(record?.cookie, { originalMaxAge: 7_200_000 })
    assert.equal(record.maxInactiveInterval, 7_200)
  })

  test('parallel first reads take a session over once, and all find it', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => open()))
    const username = newName()
    const id = idIn(await loggedInBefore(username))
    const reads = stores.flatMap((store) => [1, 2, 3, 4].map(() => store.load(id)))
    for (const record of await Promise.all(reads)) {
      assert.equal(record?.attributes.username, username)
    }
    assert.equal((await stores[0]?.list(username))?.length, 1)
  })

  test('a logout during the take-over is not undone', async () => {
    const connection = await fixture.connect()
    const slow = new RedisSessionStore(connection, { connectRedisPrefix: 'sess:' })
    const quick = await open()
    const username = newName()
    const id = idIn(await loggedInBefore(username))
    const paused = pauseCall(connection, 'sessionInsert')
    const reading = slow.load(id)
    await paused.reached
    await quick.load(id)
    assert.equal(await quick.destroy(id), true)
    paused.resume()
    assert.equal(await reading, undefined)
    assert.equal(await redis.exists(`session:${id}`, `sess:${id}`), 0)
    assert.deepEqual(await quick.list(username), [])
  })

  for (const onMaxSessions of ['refuse', 'evict-oldest']) {
    test(`a take-over beyond maxSessionsPerUser ends no session: ${onMaxSessions}`, async () => {
      const store = await open({ maxSessionsPerUser: 1, onMaxSessions })
      const username = newName()
      const ids = [newId(), newId(), newId()]
      for (const id of ids) {
        await redis.set(`sess:${id}`, JSON.stringify({ cookie: {}, username }))
      }
      for (const id of ids) {
        assert.equal((await store.load(id))?.attributes.username, username)
      }
      assert.deepEqual((await store.list(username)).map(({ id }) => id).sort(), ids.sort())
    })
  }

  test('a session with an empty user name is taken over without a user', async () => {
    const store = await open()
    const id = newId()
    await redis.set(`sess:${id}`, JSON.stringify({ cookie: {}, username: '', visits: 3 }))
    assert.deepEqual((await store.load(id))?.attributes, { visits: 3 })
  })

  test('a session that was never read can be destroyed', async () => {
    const store = await open()
    const id = idIn(await loggedInBefore(newName()))
    assert.equal(await store.destroy(id), true)
    assert.equal(await redis.exists(`sess:${id}`), 0)
    assert.equal(await store.load(id), undefined)
  })

  test('a session whose cookie has expired is not taken over', async () => {
    const store = await open()
    const id = newId()
    const cookie = { expires: new Date(Date.now() - 1000).toISOString(), originalMaxAge: 1000 }
    await redis.set(`sess:${id}`, JSON.stringify({ cookie, username: 'ada' }))
    assert.equal(await store.load(id), undefined)
  })

  test('a key that is no string is reported to onUnreadable, not an unavailable store', async () => {
    const unreadable: unknown[] = []
    const store = await open({ onUnreadable: (problem: unknown) => unreadable.push(problem) })
    const id = newId()
    await redis.hset(`sess:${id}`, 'username', 'ada')
    assert.equal(await store.load(id), undefined)
    assert.equal(unreadable.length, 1)
  })

  for (const text of ['{', '[]', '5', 'null', '{"username":{"not":"a name"}}']) {
    test(`${text} is reported to onUnreadable once and left as it is`, async () => {
      const unreadable: unknown[] = []
      const store = await open({
        onUnreadable: ({ cause }: { cause: unknown }) => unreadable.push(cause),
      })
      const id = newId()
      await redis.set(`sess:${id}`, text)
      assert.equal(await store.load(id), undefined)
      assert.equal(unreadable.length, 1)
      assert.equal(await redis.get(`sess:${id}`), text)
    })
  }
})
