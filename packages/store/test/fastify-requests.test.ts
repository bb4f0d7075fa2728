// What a request does to its session in Fastify, beside what is the same in Express (adapter-requests.test.ts).
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, startRedis } from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'
import { watch } from './support/site.ts'

suite('requests in Fastify, its own behaviour', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let store: RedisSessionStore
  before(async () => {
    redis = fixture.redis
    store = new RedisSessionStore(await fixture.connect())
  })

  test('a request that is answered with a 5xx changes no session and makes none', async (t) => {
    const site = await startFastify(t, {
      store,
      routes(app) {
        app.post('/throw', async ({ session }) => {
          Object.assign(session, { visits: 2 })
          throw new Error('thrown by the handler')
        })
        app.post('/503', async ({ session }, reply) => {
          Object.assign(session, { visits: 2 })
          return reply.code(503).send({})
        })
      },
    })
    const visitor = await site.visitor({ visits: 1 })
    const keys = await redis.dbsize()
    for (const browser of [visitor, client()]) {
      for (const path of ['/throw', '/503']) {
        const answer = await browser.post(`${site.url}${path}`)
        assert.ok(answer.status >= 500)
        assert.deepEqual(answer.headers.getSetCookie(), [])
      }
    }
    assert.equal(await redis.dbsize(), keys)
    assert.deepEqual((await store.load(idIn(visitor)))?.attributes, { visits: 1 })
  })

  test('a request that is answered with a 4xx saves its changes', async (t) => {
    const site = await startFastify(t, {
      store,
      routes: (app) =>
        app.post('/422', async ({ session }, reply) => {
          Object.assign(session, { visits: 2 })
          return reply.code(422).send({})
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    await visitor.post(`${site.url}/422`)
    assert.deepEqual((await store.load(idIn(visitor)))?.attributes, { visits: 2 })
  })

  test('reserved names in a record do not reach the session object', async (t) => {
    const site = await startFastify(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const fields = { 'sessionAttr:cookie': '{"path":"/evil"}', 'sessionAttr:save': '1' }
    await redis.hset(`session:${idIn(visitor)}`, fields)
    const answer = await visitor.post(`${site.url}/attributes`, { visits: 2 })
    assert.match(answer.headers.getSetCookie()[0] ?? '', /; Path=\/;/)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
  })

  test('a logout clears the cookie', async (t) => {
    const site = await startFastify(t, { store })
    const visitor = await site.visitor()
    await visitor.post(`${site.url}/logout`)
    assert.equal(visitor.cookies.size, 0)
  })

  test('session.isModified tells the state at every moment', async (t) => {
    const { store: watched, calls } = watch(store)
    const site = await startFastify(t, {
      store: watched,
      routes(app) {
        app.get('/modified', async ({ session }) => {
          const before = session.isModified()
          Object.assign(session, { list: [1] })
          const changed = session.isModified()
          Object.assign(session, { list: [] })
          const changedBack = session.isModified()
          Object.assign(session, { visits: 5 })
          await session.save()
          return { before, changed, changedBack, saved: session.isModified() }
        })
        app.get('/reload', async (request) => {
          Object.assign(request.session, { visits: 9 })
          await request.session.reload()
          return { reloaded: request.session.isModified() }
        })
      },
    })
    const visitor = await site.visitor({ list: [] })
    calls.length = 0
    const modified = (await visitor.get(`${site.url}/modified`)).body
    assert.deepEqual(modified, { before: false, changed: true, changedBack: false, saved: false })
    assert.deepEqual((await visitor.get(`${site.url}/reload`)).body, { reloaded: false })
    assert.deepEqual(calls, ['load', 'update', 'load', 'load'])
  })

  test('a session as JSON has its attributes, before and after a save', async (t) => {
    const site = await startFastify(t, {
      store,
      routes: (app) =>
        app.get('/json', async ({ session }) => {
          const before = JSON.parse(JSON.stringify(session))
          Object.assign(session, { visits: 2 })
          await session.save()
          return [before, session]
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    const { list } = await visitor.get(`${site.url}/json`)
    assert.deepEqual(
      list.map(({ visits }) => visits),
      [1, 2],
    )
  })

  test('regenerate(names) copies the named attributes', async (t) => {
    const site = await startFastify(t, {
      store,
      handlers: {},
      routes: (app) =>
        app.post('/copy', async (request) => {
          await request.session.regenerate(['visits' as never])
          return {}
        }),
    })
    const visitor = await site.visitor({ visits: 1, other: 2 })
    await visitor.post(`${site.url}/copy`)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
  })

  test('regenerate of a session that has ended makes one session', async (t) => {
    const site = await startFastify(t, {
      store,
      routes: (app) =>
        app.post('/ended', async (request) => {
          await store.destroy(request.session.sessionId)
          await request.session.regenerate()
          Object.assign(request.session, { visits: 2 })
          return {}
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    const keys = await redis.dbsize()
    await visitor.post(`${site.url}/ended`)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
    assert.equal(await redis.dbsize(), keys)
  })

  test('regenerate without a later attribute ends the session and stores none', async (t) => {
    const site = await startFastify(t, { store })
    const keys = await redis.dbsize()
    const visitor = await site.visitor({ visits: 1 })
    await visitor.post(`${site.url}/regenerate`, {})
    assert.equal(await redis.dbsize(), keys)
  })

  test('eight regenerations of one session at once make eight sessions and end the old one', async (t) => {
    const site = await startFastify(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const keys = await redis.dbsize()
    const twins = Array.from({ length: 8 }, () => client(visitor.cookies))
    await Promise.all(twins.map((twin) => twin.post(`${site.url}/regenerate`, { visits: 2 })))
    assert.equal(new Set(twins.map((twin) => idIn(twin))).size, 8)
    assert.equal(await redis.exists(`session:${idIn(visitor)}`), 0)
    assert.equal(await redis.dbsize(), keys - 1 + 8)
  })
})
