// What a request does to a session, through @fastify/session.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, newId, startRedis } from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { startSite, watch } from './support/site.ts'

suite('sessions of requests', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let store: RedisSessionStore
  before(async () => {
    redis = fixture.redis
    store = new RedisSessionStore(await fixture.connect(), HALF_AN_HOUR)
  })

  test('an untouched anonymous request gets no cookie and leaves no session', async (t) => {
    const site = await startSite(t, { store })
    const keys = await redis.dbsize()
    const answer = await client().get(`${site.url}/attributes`)
    assert.deepEqual(answer.headers.getSetCookie(), [])
    assert.equal(await redis.dbsize(), keys)
  })

  test('the first attribute makes a session, and a cookie for the browser session alone', async (t) => {
    const site = await startSite(t, { store })
    const answer = await client().post(`${site.url}/attributes`, { visits: 1 })
    const [cookie = '', ...more] = answer.headers.getSetCookie()
    assert.deepEqual(more, [])
    assert.match(cookie, /^sid=[\w-]{32}\.[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  test('what one request has put in, the next one finds', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor({ name: 'ada', list: [1, { two: null }] })
    const { body } = await visitor.get(`${site.url}/attributes`)
    assert.deepEqual(body, { name: 'ada', list: [1, { two: null }] })
  })

  test('reading writes nothing back and sends no cookie', async (t) => {
    const { store: watched, calls } = watch(store)
    const site = await startSite(t, { store: watched })
    const visitor = await site.visitor()
    calls.length = 0
    const answer = await visitor.get(`${site.url}/attributes`)
    assert.deepEqual(calls, ['load'])
    assert.deepEqual(answer.headers.getSetCookie(), [])
  })

  test('setting an attribute to what it is already writes nothing', async (t) => {
    const { store: watched, calls } = watch(store)
    const site = await startSite(t, { store: watched })
    const visitor = await site.visitor({ list: [1] })
    calls.length = 0
    await visitor.post(`${site.url}/attributes`, { list: [1] })
    assert.deepEqual(calls, ['load'])
  })

  test('a change writes the changed attribute and no other', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor({ a: 1, b: 1 })
    const key = `session:${idIn(visitor)}`
    await redis.hset(key, 'sessionAttr:a', '  1')
    await visitor.post(`${site.url}/attributes`, { b: 2 })
    assert.deepEqual(await redis.hmget(key, 'sessionAttr:a', 'sessionAttr:b'), ['  1', '2'])
  })

  test('a change deep inside an attribute is saved', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.post('/push', async (request) => {
          const list: unknown = request.session.get('list' as never)
          assert.ok(Array.isArray(list))
          list.push(2)
          return {}
        }),
    })
    const visitor = await site.visitor({ list: [1] })
    await visitor.post(`${site.url}/push`)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { list: [1, 2] })
  })

  test('a removed attribute is removed, and an emptied session lives', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.post('/empty', async (request) => {
          Reflect.deleteProperty(request.session, 'visits')
          return {}
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    await visitor.post(`${site.url}/empty`)
    assert.deepEqual((await store.load(idIn(visitor)))?.attributes, {})
  })

  test('saving within a request and changing again afterwards saves both', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.post('/twice', async (request) => {
          Object.assign(request.session, { a: 1, b: 1 })
          await request.session.save()
          Object.assign(request.session, { b: 2, c: 3 })
          return {}
        }),
    })
    const visitor = client()
    await visitor.post(`${site.url}/twice`)
    assert.deepEqual((await store.load(idIn(visitor)))?.attributes, { a: 1, b: 2, c: 3 })
  })

  test('a request that ends in a 5xx has changed nothing', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.post('/fail', async (request) => {
          Object.assign(request.session, { visits: 2 })
          throw new Error('something broke half-way')
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    const answer = await visitor.post(`${site.url}/fail`)
    assert.equal(answer.status, 500)
    assert.deepEqual(answer.headers.getSetCookie(), [])
    assert.deepEqual((await store.load(idIn(visitor)))?.attributes, { visits: 1 })
  })

  test('an anonymous request that ends in a 5xx has made no session', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.post('/fail', async (request, reply) => {
          Object.assign(request.session, { visits: 2 })
          return reply.code(503).send({})
        }),
    })
    const keys = await redis.dbsize()
    const answer = await client().post(`${site.url}/fail`)
    assert.deepEqual(answer.headers.getSetCookie(), [])
    assert.equal(await redis.dbsize(), keys)
  })

  test('a request that ends in a 4xx has changed what it changed', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.post('/refuse', async (request, reply) => {
          Object.assign(request.session, { visits: 2 })
          return reply.code(422).send({})
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    await visitor.post(`${site.url}/refuse`)
    assert.deepEqual((await store.load(idIn(visitor)))?.attributes, { visits: 2 })
  })

  test('a reserved attribute name is not saved, and breaks nobody', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    assert.equal((await visitor.post(`${site.url}/attributes`, { touch: 1 })).status, 500)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
  })

  test('reserved names in a record do not reach the session object', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const fields = { 'sessionAttr:cookie': '{"path":"/evil"}', 'sessionAttr:save': '1' }
    await redis.hset(`session:${idIn(visitor)}`, fields)
    const answer = await visitor.post(`${site.url}/attributes`, { visits: 2 })
    assert.match(answer.headers.getSetCookie()[0] ?? '', /; Path=\/;/)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
  })

  test('a signed cookie of a session that is not there is anonymous, and adopted by nobody', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor()
    const id = idIn(visitor)
    await store.destroy(id)
    await visitor.post(`${site.url}/attributes`, { visits: 1 })
    assert.notEqual(idIn(visitor), id)
    assert.equal(await store.load(id), undefined)
  })

  test('an unreadable record is an anonymous visitor, not a failure', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor()
    await redis.hset(`session:${idIn(visitor)}`, 'sessionAttr:visits', '{')
    const answer = await visitor.get(`${site.url}/attributes`)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, {})
  })

  test('an id in the address is no session', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const address = `${site.url}/attributes?sid=${visitor.cookies.get('sid')}`
    assert.deepEqual((await client().get(address)).body, {})
  })

  test('a session that is destroyed twice at once is gone, and nobody sees an error', async (t) => {
    const site = await startSite(t, { store })
    const visitor = await site.visitor()
    const twin = client(visitor.cookies)
    const id = idIn(visitor)
    const answers = await Promise.all([
      visitor.post(`${site.url}/logout`),
      twin.post(`${site.url}/logout`),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    )
    assert.equal(await redis.exists(`session:${id}`), 0)
    // The browser has no cookie any more, either.
    assert.equal(visitor.cookies.size, 0)
  })

  test('an attribute that is undefined makes no session', async (t) => {
    const site = await startSite(t, {
      store,
      routes: (app) =>
        app.get('/maybe', async ({ session }) => {
          Object.assign(session, { username: undefined })
          return {}
        }),
    })
    const keys = await redis.dbsize()
    const answer = await client().get(`${site.url}/maybe`)
    assert.deepEqual(answer.headers.getSetCookie(), [])
    assert.equal(await redis.dbsize(), keys)
  })

  test('a logout without a session is no error', async (t) => {
    const site = await startSite(t, { store })
    const visitor = client([['sid', newId()]])
    assert.equal((await visitor.post(`${site.url}/logout`)).status, 200)
  })
})
