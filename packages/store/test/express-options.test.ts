// What express-session documents: its options, its cookie, and the methods of its stores.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { commandsDuring, forSuite, newId, startRedis, until } from '@session-clustering/testing'
import type { Express } from 'express'
import type { SessionData } from 'express-session'
import type { Redis } from 'ioredis'
import { type ExpressSessionStore, expressSessionStore } from '../src/express/index.ts'
import { RedisSessionStore } from '../src/index.ts'
import { expressIdIn, startExpress } from './support/express-site.ts'
import { watch } from './support/site.ts'

const HOUR = 3_600_000

suite("express-session's options", () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let store: RedisSessionStore
  before(async () => {
    redis = fixture.redis
    store = new RedisSessionStore(await fixture.connect())
  })

  test('resave writes nothing for an unchanged session', async (t) => {
    const { store: watched, calls } = watch(store)
    const site = await startExpress(t, { store: watched, resave: true })
    const visitor = await site.visitor()
    calls.length = 0
    await visitor.get(`${site.url}/attributes`)
    assert.deepEqual(calls, ['load'])
  })

  test('rolling sends the cookie with the configured settings', async (t) => {
    const cookie = { maxAge: HOUR, sameSite: 'lax', path: '/' } as const
    const site = await startExpress(t, { store, rolling: true, cookie })
    const visitor = await site.visitor()
    const answer = await visitor.get(`${site.url}/attributes`)
    const [sent = '', ...more] = answer.headers.getSetCookie()
    assert.deepEqual(more, [])
    assert.match(sent, /^connect\.sid=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    assert.ok(Math.abs(expiryIn(sent) - Date.now() - HOUR) < 60_000)
  })

  test('a changed configuration of the cookie applies to sessions that are stored already', async (t) => {
    const before = await startExpress(t, { store })
    const visitor = await before.visitor()
    const cookie = { maxAge: HOUR, sameSite: 'strict', httpOnly: false } as const
    const site = await startExpress(t, { store, rolling: true, cookie: () => cookie })
    const [sent = ''] = (await visitor.get(`${site.url}/attributes`)).headers.getSetCookie()
    assert.match(sent, /; Path=\/; Expires=[^;]+; SameSite=Strict$/)
  })

  test('unset: destroy ends the session, and keep leaves it as it was stored', async (t) => {
    const routes = (app: Express) =>
      app.post('/unset', (request, response) => {
        Object.assign(request.session, { visits: 2 })
        Reflect.set(request, 'session', null)
        response.json({})
      })
    const found: unknown[] = []
    for (const unset of ['keep', 'destroy'] as const) {
      const site = await startExpress(t, { store, routes, unset })
      const visitor = await site.visitor({ visits: 1 })
      assert.equal((await visitor.post(`${site.url}/unset`)).status, 200)
      found.push((await store.load(expressIdIn(visitor)))?.attributes)
    }
    assert.deepEqual(found, [{ visits: 1 }, undefined])
  })

  test('the configured cookie.maxAge is the idle timeout of a session', async (t) => {
    const site = await startExpress(t, { store, cookie: { maxAge: HOUR } })
    const record = await store.load(expressIdIn(await site.visitor()))
    assert.deepEqual([record?.maxInactiveInterval, record?.cookie], [3_600, undefined])
  })

  /** Routes that change the session's cookie alone, and the cookie with an attribute. */
  const cookieRoutes = (app: Express) => {
    app.post('/age/:ms', (request, response) => {
      const ms = Number(request.params.ms)
      Reflect.set(request.session.cookie, 'maxAge', ms === 0 ? null : ms)
      response.json({})
    })
    app.post('/remember', (request, response) => {
      request.session.cookie.maxAge = HOUR
      request.session.cookie.sameSite = 'strict'
      Object.assign(request.session, { remembered: true })
      response.json({})
    })
  }

  test('cookie.maxAge of one session is stored, is its idle timeout, and outlasts later changes', async (t) => {
    const site = await startExpress(t, { store, routes: cookieRoutes })
    const visitor = await site.visitor({ visits: 1 })
    const id = expressIdIn(visitor)
    await visitor.post(`${site.url}/remember`)
    const record = await store.load(id)
    assert.equal(record?.maxInactiveInterval, 3_600)
    assert.deepEqual(Object.keys(record?.cookie ?? {}).toSorted(), ['originalMaxAge', 'sameSite'])
    const ttl = await redis.ttl(`session:${id}`)
    assert.ok(ttl > 3_500 && ttl <= 3_600)

    // The next change sends the same cookie again.
    const answer = await visitor.post(`${site.url}/attributes`, { visits: 2 })
    const [sent = ''] = answer.headers.getSetCookie()
    assert.match(sent, /; SameSite=Strict$/)
    assert.ok(Math.abs(expiryIn(sent) - Date.now() - HOUR) < 60_000)
    const after = await store.load(id)
    assert.deepEqual([after?.maxInactiveInterval, after?.cookie], [3_600, record?.cookie])
  })

  test('touch writes a changed maxAge once', async (t) => {
    const { store: watched, calls } = watch(store)
    const site = await startExpress(t, { store: watched, routes: cookieRoutes })
    const visitor = await site.visitor()
    const id = expressIdIn(visitor)
    calls.length = 0
    await visitor.post(`${site.url}/age/${HOUR}`)
    assert.deepEqual(calls, ['load', 'update'])
    calls.length = 0
    await visitor.post(`${site.url}/age/${HOUR}`)
    assert.deepEqual(calls, ['load'])
    assert.equal((await store.load(id))?.maxInactiveInterval, 3_600)
  })

  test('cookie.maxAge = null overrides a configured maxAge for one session', async (t) => {
    const site = await startExpress(t, { store, routes: cookieRoutes, cookie: { maxAge: HOUR } })
    const visitor = await site.visitor()
    await visitor.post(`${site.url}/age/0`)
    const record = await store.load(expressIdIn(visitor))
    assert.deepEqual(record?.cookie, { originalMaxAge: null })
    assert.equal(record?.maxInactiveInterval, store.idleTimeoutSeconds)
    // express-session sends no such cookie again.
    const answer = await visitor.post(`${site.url}/attributes`, { visits: 2 })
    assert.deepEqual(answer.headers.getSetCookie(), [])
  })

  test('a cookie.maxAge below 0 ends the session', async (t) => {
    const site = await startExpress(t, { store, routes: cookieRoutes })
    const visitor = await site.visitor()
    const id = expressIdIn(visitor)
    await visitor.post(`${site.url}/age/-1000`)
    assert.equal(await redis.exists(`session:${id}`), 0)
  })

  test('touch counts as use when the read is longer ago than the touch interval', async (t) => {
    const exact = new RedisSessionStore(await fixture.connect(), {
      // A 60th of it is the touch interval of the adapter.
      idleTimeoutSeconds: 3,
      touchIntervalSeconds: 0,
    })
    const { store: watched, calls } = watch(exact)
    const site = await startExpress(t, {
      store: watched,
      routes: (app) =>
        app.get('/long', async (_request, response) => {
          const start = performance.now()
          await until(() => performance.now() - start > 60)
          response.json({})
        }),
    })
    const visitor = await site.visitor()
    calls.length = 0
    await visitor.get(`${site.url}/long`)
    assert.deepEqual(calls, ['load', 'load'])
  })

  suite('methods of the store', () => {
    function methodsOf(sessions: ExpressSessionStore) {
      return {
        get: promisify(sessions.get.bind(sessions)) as (id: string) => Promise<SessionData | null>,
        set: promisify(sessions.set.bind(sessions)) as (id: string, data: object) => Promise<void>,
        touch: promisify(sessions.touch.bind(sessions)) as (
          id: string,
          data: object,
        ) => Promise<void>,
        destroy: promisify(sessions.destroy.bind(sessions)) as (id: string) => Promise<void>,
        load: promisify(sessions.load.bind(sessions)) as (
          id: string,
        ) => Promise<SessionData | undefined>,
        all: promisify(sessions.all.bind(sessions)) as () => Promise<Record<string, SessionData>>,
        length: promisify(sessions.length.bind(sessions)) as () => Promise<number>,
        clear: promisify(sessions.clear.bind(sessions)) as () => Promise<void>,
      }
    }
    let methods: ReturnType<typeof methodsOf>
    before(() => {
      methods = methodsOf(expressSessionStore(store))
    })

    test('get returns attributes and a cookie, and set writes what differs', async () => {
      const id = newId()
      await store.insert(id, { a: 1, b: 1 }, { maxInactiveInterval: 60 })
      const data = await methods.get(id)
      assert.ok(data)
      const { cookie, ...attributes } = data
      assert.deepEqual([attributes, cookie.originalMaxAge], [{ a: 1, b: 1 }, 60_000])
      assert.ok(Math.abs(Number(cookie.expires) - Date.now() - 60_000) < 10_000)
      await store.update(id, { set: { b: 2 } })
      await methods.set(id, Object.assign(data, { a: 3 }))
      assert.deepEqual((await store.load(id))?.attributes, { a: 3, b: 2 })
      await store.destroy(id)
      await assert.rejects(methods.set(id, Object.assign(data, { a: 4 })), { code: 'SESSION_GONE' })
      await methods.touch(id, data)
      assert.equal(await store.load(id), undefined)
    })

    test('get returns null for a missing session', async () => {
      assert.equal(await methods.get(newId()), null)
      assert.equal(await methods.get('short'), null)
    })

    test('set of an object of the application replaces what is stored', async () => {
      const id = newId()
      await methods.set(id, { cookie: { originalMaxAge: 60_000 }, a: 1, b: 1 })
      const record = await store.load(id)
      assert.deepEqual([record?.attributes, record?.maxInactiveInterval], [{ a: 1, b: 1 }, 60])
      await methods.set(id, { b: 2 })
      const after = await store.load(id)
      assert.deepEqual([after?.attributes, after?.maxInactiveInterval], [{ b: 2 }, 1_800])
    })

    test('load returns a session that can be saved', async () => {
      const id = newId()
      await store.insert(id, { a: 1 })
      const loaded = await methods.load(id)
      assert.ok(loaded)
      await promisify((loaded as unknown as { save: (done: () => void) => void }).save).call(
        Object.assign(loaded, { b: 2 }),
      )
      assert.deepEqual((await store.load(id))?.attributes, { a: 1, b: 2 })
    })

    test('destroy ends a session and ignores a missing one', async () => {
      const id = newId()
      await store.insert(id, { a: 1 })
      await methods.destroy(id)
      await methods.destroy(id)
      assert.equal(await store.load(id), undefined)
    })

    test('all, length and clear include the sessions of the prefix', async () => {
      const prefix = `${newId()}:`
      const own = new RedisSessionStore(await fixture.connect(), { prefix })
      const ids = [newId(), newId()]
      for (const [number, id] of ids.entries()) await own.insert(id, { number })
      const { all, length, clear } = methodsOf(expressSessionStore(own))
      const sessions = await all()
      assert.deepEqual(
        ids.map((id) => Reflect.get(sessions[id] ?? {}, 'number')),
        [0, 1],
      )
      assert.equal(await length(), 2)
      await clear()
      assert.equal(await length(), 0)
      assert.deepEqual(await redis.keys(`${prefix}*`), [])
    })

    test('a method that the application replaced is called', async (t) => {
      const site = await startExpress(t, { store })
      const calls: string[] = []
      for (const name of ['get', 'set', 'touch', 'destroy'] as const) {
        const method = site.sessions[name] as (...args: unknown[]) => void
        Object.assign(site.sessions, {
          [name](...args: unknown[]) {
            calls.push(name)
            method.apply(site.sessions, args)
          },
        })
      }
      const visitor = await site.visitor()
      await visitor.get(`${site.url}/attributes`)
      await visitor.post(`${site.url}/regenerate`, { visits: 1 })
      // express-session does not notice that a regenerated session was saved, and saves it once more.
      assert.deepEqual(calls, ['set', 'get', 'touch', 'get', 'destroy', 'set', 'set'])
    })
  })

  test('a logout is two commands', async (t) => {
    const site = await startExpress(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const commands = await commandsDuring(redis, () => visitor.post(`${site.url}/logout`))
    assert.equal(commands.length, 2)
  })
})

/** When a cookie expires, in ms since the epoch. */
function expiryIn(setCookie: string): number {
  return Date.parse(/Expires=([^;]+)/.exec(setCookie)?.[1] ?? '')
}
