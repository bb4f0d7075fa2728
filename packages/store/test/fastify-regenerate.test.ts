// A new id for the same visitor, as at every login: the old id is worth nothing from then on.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, startRedis } from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { startSite } from './support/site.ts'

suite('regenerate', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let store: RedisSessionStore
  before(async () => {
    redis = fixture.redis
    store = new RedisSessionStore(await fixture.connect(), HALF_AN_HOUR)
  })

  function routes(app: FastifyInstance) {
    app.post('/regenerate', async (request) => {
      await request.session.regenerate()
      Object.assign(request.session, request.body)
      return {}
    })
    app.post('/regenerate/keeping', async (request) => {
      await request.session.regenerate(['visits'])
      return {}
    })
    app.post('/regenerate/twice', async (request) => {
      await request.session.regenerate()
      await request.session.regenerate()
      Object.assign(request.session, { visits: 2 })
      return {}
    })
    app.post('/regenerate/alone', async (request) => {
      await request.session.regenerate()
      return {}
    })
    app.post('/regenerate/destroyed', async (request) => {
      await store.destroy(request.session.sessionId)
      await request.session.regenerate()
      Object.assign(request.session, { visits: 2 })
      return {}
    })
  }

  test('the visitor has another id, and the old one is dead before the answer leaves', async (t) => {
    const site = await startSite(t, { store, routes })
    const visitor = await site.visitor({ visits: 1 })
    const old = client(visitor.cookies)
    await visitor.post(`${site.url}/regenerate`, { visits: 2 })
    assert.notEqual(idIn(visitor), idIn(old))
    assert.equal(await redis.exists(`session:${idIn(old)}`), 0)
    assert.deepEqual((await old.get(`${site.url}/attributes`)).body, {})
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
  })

  test('attributes that are named move on', async (t) => {
    const site = await startSite(t, { store, routes })
    const visitor = await site.visitor({ visits: 1, left: 'behind' })
    await visitor.post(`${site.url}/regenerate/keeping`)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
  })

  test('the new session is as old as its id', async (t) => {
    const site = await startSite(t, { store, routes })
    const visitor = await site.visitor({ visits: 1 })
    await redis.hset(`session:${idIn(visitor)}`, 'creationTime', Date.now() - 3_600_000)
    await visitor.post(`${site.url}/regenerate`, { visits: 2 })
    const record = await store.load(idIn(visitor))
    assert.ok(record && record.creationTime > Date.now() - 1_800_000)
  })

  for (const [what, address] of [
    ['twice in one request', '/regenerate/twice'],
    ['of a session that is destroyed meanwhile', '/regenerate/destroyed'],
  ]) {
    test(`${what} leaves one session`, async (t) => {
      const site = await startSite(t, { store, routes })
      const visitor = await site.visitor({ visits: 1 })
      const keys = await redis.dbsize()
      await visitor.post(`${site.url}${address}`)
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
      assert.equal(await redis.dbsize(), keys)
    })
  }

  test('with nothing put in afterwards leaves no session at all', async (t) => {
    const site = await startSite(t, { store, routes })
    const keys = await redis.dbsize()
    const visitor = await site.visitor({ visits: 1 })
    await visitor.post(`${site.url}/regenerate/alone`)
    assert.equal(await redis.dbsize(), keys)
  })

  test('of an anonymous visitor makes one session', async (t) => {
    const site = await startSite(t, { store, routes })
    const keys = await redis.dbsize()
    const visitor = client()
    await visitor.post(`${site.url}/regenerate`, { visits: 1 })
    assert.ok(await store.load(idIn(visitor)))
    assert.equal(await redis.dbsize(), keys + 1)
  })

  test('one after the other: every old id is dead', async (t) => {
    const site = await startSite(t, { store, routes })
    const keys = await redis.dbsize()
    const visitor = await site.visitor({ visits: 1 })
    for (let visits = 2; visits < 6; visits += 1) {
      await visitor.post(`${site.url}/regenerate`, { visits })
    }
    assert.equal(await redis.dbsize(), keys + 1)
  })

  test('many at once leave one session each, and the old one is dead', async (t) => {
    const site = await startSite(t, { store, routes })
    const visitor = await site.visitor({ visits: 1 })
    const keys = await redis.dbsize()
    const twins = Array.from({ length: 8 }, () => client(visitor.cookies))
    await Promise.all(twins.map((twin) => twin.post(`${site.url}/regenerate`, { visits: 2 })))
    assert.equal(new Set(twins.map((twin) => idIn(twin))).size, 8)
    assert.equal(await redis.exists(`session:${idIn(visitor)}`), 0)
    assert.equal(await redis.dbsize(), keys - 1 + 8)
  })
})
