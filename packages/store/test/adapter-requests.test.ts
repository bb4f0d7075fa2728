// What a request does to its session, in both adapters.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, suite, test } from 'node:test'
import { client, forSuite, newId, newName, startRedis } from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { MemorySessionStore, RedisSessionStore } from '../src/index.ts'
import { ADAPTERS } from './support/adapters.ts'
import { watch } from './support/site.ts'

for (const { name, start, idIn } of ADAPTERS) {
  suite(`requests in ${name}`, () => {
    const fixture = forSuite(startRedis)
    let redis: Redis
    let store: RedisSessionStore
    before(async () => {
      redis = fixture.redis
      store = new RedisSessionStore(await fixture.connect())
    })

    test('an anonymous request that changes nothing gets no cookie and stores no session', async (t) => {
      const site = await start(t, { store })
      const keys = await redis.dbsize()
      const answer = await client().get(`${site.url}/attributes`)
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal(await redis.dbsize(), keys)
    })

    test('an attribute that is undefined stores no session', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, {
        store: watched,
        handlers: { '/undefined': ({ session }) => void Object.assign(session, { a: undefined }) },
      })
      const answer = await client().post(`${site.url}/undefined`)
      assert.deepEqual([answer.headers.getSetCookie(), calls], [[], []])
    })

    test('the next request finds the attributes that a request has set', async (t) => {
      const site = await start(t, { store })
      const visitor = await site.visitor({ name: 'ada', list: [1, { two: null }] })
      const { body } = await visitor.get(`${site.url}/attributes`)
      assert.deepEqual(body, { name: 'ada', list: [1, { two: null }] })
    })

    test('a read loads the session, writes nothing and sends no cookie', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, { store: watched })
      const visitor = await site.visitor()
      calls.length = 0
      const answer = await visitor.get(`${site.url}/attributes`)
      assert.deepEqual(calls, ['load'])
      assert.deepEqual(answer.headers.getSetCookie(), [])
    })

    test('rolling: a read sends the cookie with a new expiry, and writes nothing', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, { store: watched, rolling: true, cookie: { maxAge: 3_600_000 } })
      const visitor = await site.visitor()
      calls.length = 0
      const [sent = '', ...more] = (
        await visitor.get(`${site.url}/attributes`)
      ).headers.getSetCookie()
      assert.deepEqual([calls, more], [['load'], []])
      const expires = Date.parse(/Expires=([^;]+)/.exec(sent)?.[1] ?? '')
      assert.ok(Math.abs(expires - Date.now() - 3_600_000) < 60_000)
    })

    test('saveUninitialized stores a session without attributes', async (t) => {
      const site = await start(t, { store, saveUninitialized: true })
      const visitor = client()
      await visitor.get(`${site.url}/attributes`)
      const id = idIn(visitor)
      assert.deepEqual((await store.load(id))?.attributes, {})
      await visitor.post(`${site.url}/attributes`, { visits: 1 })
      assert.equal(idIn(visitor), id)
    })

    test("the application's own ids of 16 to 128 characters work", async (t) => {
      for (const makeId of [randomUUID, () => 'x'.repeat(92) + randomUUID()]) {
        const site = await start(t, { store, makeId: () => makeId() })
        const visitor = await site.visitor({ visits: 1 })
        assert.ok(await store.load(idIn(visitor)))
        assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
      }
    })

    test('an id that the store cannot look up is an error, and nothing is stored', async (t) => {
      const site = await start(t, { store, makeId: () => 'user:ada' })
      const keys = await redis.dbsize()
      const answer = await client().post(`${site.url}/attributes`, { visits: 1 })
      assert.equal(answer.status, 500)
      assert.match(String(answer.body.message), /must be 16 to 128 characters/)
      assert.equal(await redis.dbsize(), keys)
    })

    test('a new session does not replace a stored one with the same id', async (t) => {
      const id = newId()
      const site = await start(t, { store, makeId: () => id })
      await site.visitor({ username: 'ada' })
      const answer = await client().post(`${site.url}/attributes`, { username: 'eve' })
      assert.deepEqual([answer.status, answer.body.code], [500, 'SESSION_EXISTS'])
      assert.deepEqual((await store.load(id))?.attributes, { username: 'ada' })
    })

    test('setting an attribute to its present value writes nothing', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, { store: watched })
      const visitor = await site.visitor({ list: [1] })
      calls.length = 0
      await visitor.post(`${site.url}/attributes`, { list: [1] })
      assert.deepEqual(calls, ['load'])
    })

    test('a change writes the changed attribute and no other', async (t) => {
      const site = await start(t, { store })
      const visitor = await site.visitor({ a: 1, b: 1 })
      const key = `session:${idIn(visitor)}`
      await redis.hset(key, 'sessionAttr:a', '  1')
      await visitor.post(`${site.url}/attributes`, { b: 2 })
      assert.deepEqual(await redis.hmget(key, 'sessionAttr:a', 'sessionAttr:b'), ['  1', '2'])
    })

    test('a change in place, inside an attribute, is saved', async (t) => {
      const site = await start(t, {
        store,
        handlers: { '/push': ({ session }) => void (session.list as number[]).push(2) },
      })
      const visitor = await site.visitor({ list: [1] })
      await visitor.post(`${site.url}/push`)
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { list: [1, 2] })
    })

    test('changes in place during a save are saved by the next one', async (t) => {
      const site = await start(t, {
        store,
        handlers: {
          '/saves': async ({ session, save }) => {
            const list = [1]
            Object.assign(session, { list })
            const first = save()
            list.push(2)
            await first
            list.push(3)
            const both = [save(), save()]
            list.push(4)
            await Promise.all(both)
            list.push(5)
          },
        },
      })
      const visitor = client()
      assert.equal((await visitor.post(`${site.url}/saves`)).status, 200)
      assert.deepEqual((await store.load(idIn(visitor)))?.attributes, { list: [1, 2, 3, 4, 5] })
    })

    test('two saves of a new session at once insert it once', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, {
        store: watched,
        handlers: {
          '/both': async ({ session, save }) => {
            session.visits = 1
            await Promise.all([save(), save()])
          },
        },
      })
      assert.equal((await client().post(`${site.url}/both`)).status, 200)
      assert.deepEqual(calls, ['insert'])
    })

    test('deleting every key of the session, cookie included, empties it and does not end it', async (t) => {
      const site = await start(t, {
        store,
        handlers: {
          '/clear': ({ session }) => {
            for (const key of Object.keys(session)) delete session[key]
          },
        },
      })
      const visitor = await site.visitor({ username: 'ada', visits: 1 })
      assert.equal((await visitor.post(`${site.url}/clear`)).status, 200)
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, {})
      assert.deepEqual((await store.load(idIn(visitor)))?.attributes, {})
    })

    test('the session object has its attributes and the cookie as keys, and no other', async (t) => {
      const site = await start(t, {
        store,
        handlers: {
          '/keys': ({ session }) => {
            const forIn: string[] = []
            for (const key in session) if (Object.hasOwn(session, key)) forIn.push(key)
            const spread = { ...session }
            const cloned = structuredClone({ ...session, cookie: undefined })
            const json = JSON.parse(JSON.stringify(session))
            return [session, spread, cloned, json].map(Object.keys).concat([forIn])
          },
        },
      })
      const visitor = await site.visitor({ visits: 1 })
      for (const keys of (await visitor.post(`${site.url}/keys`)).list) {
        assert.deepEqual((keys as unknown as string[]).toSorted(), ['cookie', 'visits'])
      }
    })

    const circle: Record<string, unknown> = {}
    circle.itself = circle
    for (const [what, value] of Object.entries({
      'a BigInt': 1n,
      'a circle': circle,
      'a function': () => {},
      'a Map': new Map(),
      NaN: Number.NaN,
    })) {
      test(`an attribute that is ${what} is an error that names it, and nothing is saved`, async (t) => {
        const site = await start(t, {
          store,
          handlers: {
            '/put': ({ session }) => void Object.assign(session, { visits: 2, wrong: value }),
          },
        })
        const visitor = await site.visitor({ visits: 1 })
        for (const browser of [visitor, client()]) {
          const answer = await browser.post(`${site.url}/put`)
          assert.equal(answer.status, 500)
          assert.match(String(answer.body.message), /"wrong"/)
          assert.deepEqual(answer.headers.getSetCookie(), [])
        }
        assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
      })
    }

    test('regenerate gives the session a new id and ends the old one before the answer', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, { store: watched })
      const visitor = await site.visitor({ visits: 1 })
      const old = client(visitor.cookies)
      const keys = await redis.dbsize()
      calls.length = 0
      await visitor.post(`${site.url}/regenerate`, { visits: 2 })
      assert.deepEqual(calls, ['load', 'destroy', 'insert'])
      assert.notEqual(idIn(visitor), idIn(old))
      assert.equal(await redis.dbsize(), keys)
      assert.deepEqual((await old.get(`${site.url}/attributes`)).body, {})
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
    })

    test('regenerate of a session that was never stored is one insert', async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await start(t, { store: watched })
      await client().post(`${site.url}/regenerate`, { visits: 1 })
      assert.deepEqual(calls, ['insert'])
    })

    test('two regenerations in one request make one session', async (t) => {
      const site = await start(t, {
        store,
        handlers: {
          '/twice': async (request) => {
            await request.regenerate()
            await request.regenerate()
            request.session.visits = 2
          },
        },
      })
      const visitor = await site.visitor({ visits: 1 })
      const keys = await redis.dbsize()
      await visitor.post(`${site.url}/twice`)
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
      assert.equal(await redis.dbsize(), keys)
    })

    test('a regenerated session has the creation time of its new id', async (t) => {
      const site = await start(t, { store })
      const visitor = await site.visitor({ visits: 1 })
      await redis.hset(`session:${idIn(visitor)}`, 'creationTime', Date.now() - 3_600_000)
      await visitor.post(`${site.url}/regenerate`, { visits: 2 })
      const record = await store.load(idIn(visitor))
      assert.ok(record && record.creationTime > Date.now() - 1_800_000)
    })

    test('a regeneration and a logout end a session with their own reasons', async (t) => {
      const memory = new MemorySessionStore()
      t.after(async () => memory.close())
      const reasons: unknown[] = []
      const { destroy } = memory
      memory.destroy = (id, reason) => {
        reasons.push(reason ?? 'logout')
        return destroy.call(memory, id)
      }
      const site = await start(t, { store: memory })
      const visitor = await site.visitor()
      await visitor.post(`${site.url}/regenerate`, { visits: 1 })
      await visitor.post(`${site.url}/logout`)
      assert.deepEqual(reasons, ['regenerated', 'logout'])
    })

    test('two logouts of one session at once are both answered with 200', async (t) => {
      const site = await start(t, { store })
      const visitor = await site.visitor()
      const id = idIn(visitor)
      const twins = [client(visitor.cookies), client(visitor.cookies)]
      const answers = await Promise.all(twins.map((twin) => twin.post(`${site.url}/logout`)))
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      )
      assert.equal(await redis.exists(`session:${id}`), 0)
    })

    test('a logout without a session is answered with 200', async (t) => {
      const site = await start(t, { store })
      assert.equal((await client().post(`${site.url}/logout`)).status, 200)
    })

    test('a login beyond a limit with onMaxSessions: refuse is answered with 403, after one insert', async (t) => {
      const limit = { maxSessionsPerUser: 1, onMaxSessions: 'refuse' } as const
      const { store: watched, calls } = watch(new RedisSessionStore(await fixture.connect(), limit))
      const site = await start(t, {
        store: watched,
        handlers: {
          '/login': async (request) => {
            await request.regenerate()
            Object.assign(request.session, request.body)
            await request.save()
          },
        },
      })
      const username = newName()
      await site.visitor({ username })
      for (const path of ['/attributes', '/regenerate', '/login']) {
        const answer = await client().post(`${site.url}${path}`, { username })
        assert.deepEqual([answer.status, answer.body.code], [403, 'TOO_MANY_SESSIONS'])
        assert.deepEqual(answer.headers.getSetCookie(), [])
      }
      assert.equal((await watched.list(username)).length, 1)
      assert.deepEqual(calls, ['insert', 'insert', 'insert', 'insert', 'list'])
    })
  })
}
