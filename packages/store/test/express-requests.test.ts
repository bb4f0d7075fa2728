// What a request does to its session in Express, beside what is the same in Fastify (adapter-requests.test.ts).
import assert from 'node:assert/strict'
import { get as httpGet } from 'node:http'
import { before, suite, test } from 'node:test'
import {
  client,
  commandsDuring,
  forSuite,
  pauseCall,
  startRedis,
} from '@session-clustering/testing'
import type { ErrorRequestHandler } from 'express'
import type { Redis } from 'ioredis'
import { expressSessionStore } from '../src/express/index.ts'
import { MemorySessionStore, RedisSessionStore, StoreUnavailableError } from '../src/index.ts'
import { expressIdIn, startExpress } from './support/express-site.ts'
import { watch } from './support/site.ts'

suite('requests in Express, its own behaviour', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let store: RedisSessionStore
  before(async () => {
    redis = fixture.redis
    store = new RedisSessionStore(await fixture.connect())
  })

  test('a read is one command, with rolling, resave and a cookie with a lifetime', async (t) => {
    const options = { rolling: true, resave: true, cookie: { maxAge: 3_600_000 } }
    const site = await startExpress(t, { store, ...options })
    const visitor = await site.visitor()
    const commands = await commandsDuring(redis, () => visitor.get(`${site.url}/attributes`))
    assert.equal(commands.length, 1)
  })

  test('a changed cookie.maxAge during a logout does not store the session again', async (t) => {
    const site = await startExpress(t, {
      store,
      routes: (app) =>
        app.post('/longer', async (request, response) => {
          await store.destroy(request.session.id)
          request.session.cookie.maxAge = 3_600_000
          response.json({})
        }),
    })
    const visitor = await site.visitor()
    assert.equal((await visitor.post(`${site.url}/longer`)).status, 200)
    assert.equal(await redis.exists(`session:${expressIdIn(visitor)}`), 0)
  })

  for (const name of ['touch', 'save', 'cookie', 'id', 'req', 'toString', 'options']) {
    test(`an attribute called "${name}" is an error that names it, and nothing is saved`, async (t) => {
      const site = await startExpress(t, { store })
      const visitor = await site.visitor({ visits: 1 })
      const answer = await visitor.post(`${site.url}/attributes`, { [name]: 1, visits: 2 })
      assert.equal(answer.status, 500)
      assert.match(String(answer.body.message), new RegExp(`['"]${name}['"]`))
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
    })
  }

  test('a body that changes the prototype of the session is an error, and nothing is saved', async (t) => {
    const site = await startExpress(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const answer = await visitor.send(`${site.url}/attributes`, {
      method: 'POST',
      body: '{"__proto__": {"visits": 2}}',
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(answer.status, 500)
    assert.match(String(answer.body.message), /__proto__/)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
  })

  const COOKIES = [
    { serialize: 1 },
    { serialize: 1, originalMaxAge: 2e9, domain: 'evil.example' },
    { serialize: 1, data: { domain: 'evil.example', path: '/', maxAge: 2e9 } },
  ]
  for (const cookie of COOKIES) {
    test(`a body cannot set the cookie: ${Object.keys(cookie)}`, async (t) => {
      const site = await startExpress(t, {
        store,
        routes: (app) => {
          app.post('/save', (request, response, next) => {
            Object.assign(request.session, request.body)
            request.session.save((error) => (error ? next(error) : response.json({})))
          })
          app.post('/stream', (request, response) => {
            Object.assign(request.session, request.body)
            response.write('the head is sent')
            response.end()
          })
        },
      })
      for (const path of ['/attributes', '/save']) {
        const answer = await client().post(`${site.url}${path}`, { cookie, visits: 1 })
        assert.deepEqual([answer.status, answer.headers.getSetCookie()], [500, []])
        assert.match(String(answer.body.message), /"cookie"/)
      }
      const visitor = await site.visitor({ visits: 1 })
      const before = await store.load(expressIdIn(visitor))
      await visitor.post(`${site.url}/save`, { cookie, visits: 2 })
      const after = await store.load(expressIdIn(visitor))
      assert.deepEqual(
        [after?.attributes, after?.cookie, after?.maxInactiveInterval],
        [before?.attributes, undefined, before?.maxInactiveInterval],
      )
      // The head of the response was sent: the connection is cut instead of a complete answer.
      await assert.rejects(client().post(`${site.url}/stream`, { cookie, visits: 1 }))
    })
  }

  for (const waitForSave of [true, false]) {
    for (const start of ['end', 'write'] as const) {
      for (const body of [{ touch: 1 }, { save: 1 }, { cookie: { serialize: 1 } }]) {
        const name = Object.keys(body)[0]
        const how = `${start}, waitForSave: ${waitForSave}`
        test(`a body with "${name}" does not end the process when a timer answers (${how})`, async (t) => {
          const site = await startExpress(t, {
            store,
            storeOptions: { waitForSave },
            routes: (app) =>
              app.post('/later', (request, response) => {
                Object.assign(request.session, request.body)
                setTimeout(() => {
                  if (start === 'write') response.write('a')
                  response.end('b')
                }, 1)
              }),
          })
          const visitor = await site.visitor({ visits: 1 })
          const sending = visitor.post(`${site.url}/later`, { ...body, visits: 2 })
          if (start === 'write') await assert.rejects(sending)
          else assert.equal((await sending).status, 500)
          assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
        })
      }
    }
  }

  test('a save keeps an attribute whose name express-session cannot have', async (t) => {
    const site = await startExpress(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const id = expressIdIn(visitor)
    await store.update(id, { set: { id: 'other', resetMaxAge: 1 } })
    await visitor.post(`${site.url}/attributes`, { visits: 2 })
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
    const { attributes } = (await store.load(id)) ?? {}
    assert.deepEqual(attributes, { id: 'other', resetMaxAge: 1, visits: 2 })
  })

  test('a replaced req.session is an error, and nothing is saved', async (t) => {
    const site = await startExpress(t, {
      store,
      routes: (app) =>
        app.post('/replace', (request, response) => {
          Reflect.set(request, 'session', { visits: 2 })
          response.json({})
        }),
    })
    const visitor = await site.visitor({ visits: 1 })
    const answer = await visitor.post(`${site.url}/replace`)
    assert.equal(answer.status, 500)
    assert.match(String(answer.body.message), /req\.session was replaced/)
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
  })

  test('an exception in the callback of save is passed to it as an error', async (t) => {
    const site = await startExpress(t, {
      store,
      routes: (app) =>
        app.post('/throw', (request, _response, next) => {
          Object.assign(request.session, { visits: 2 })
          request.session.save((error) => {
            if (error) return next(error)
            throw new Error('something broke in the callback')
          })
        }),
    })
    const visitor = await site.visitor()
    const answer = await visitor.post(`${site.url}/throw`)
    assert.deepEqual(
      [answer.status, answer.body],
      [500, { message: 'something broke in the callback' }],
    )
  })

  test('a response begins after the change is saved', async (t) => {
    const memory = new MemorySessionStore()
    t.after(async () => memory.close())
    const site = await startExpress(t, {
      store: memory,
      routes: (app) =>
        app.get('/login', (request, response) => {
          Object.assign(request.session, { username: 'ada' })
          response.redirect('/attributes')
        }),
    })
    const paused = pauseCall(memory, 'insert')
    const arrived: string[] = []
    const redirected = new Promise<void>((resolve, reject) => {
      const sending = httpGet(`${site.url}/login`, (response) => {
        arrived.push('redirect')
        response.resume().on('end', resolve)
      })
      sending.on('error', reject)
    })
    await paused.reached
    // The same server has time to answer another request, and does not answer this one.
    await client().get(`${site.url}/attributes`)
    arrived.push('saved')
    paused.resume()
    await redirected
    assert.deepEqual(arrived, ['saved', 'redirect'])
  })

  test('an exception after the answer does not change a response that waits for its save', async (t) => {
    const site = await startExpress(t, {
      store,
      routes: (app) =>
        app.post('/then-fail', (request, response) => {
          Object.assign(request.session, { visits: 2 })
          response.json({ visits: 2 })
          throw new Error('a handler that fails after its answer')
        }),
    })
    const visitor = await site.visitor()
    const answer = await visitor.post(`${site.url}/then-fail`)
    assert.deepEqual([answer.status, answer.body], [200, { visits: 2 }])
    assert.equal((await store.load(expressIdIn(visitor)))?.attributes.visits, 2)
  })

  test('the answer to a failed save has no body headers of the first answer', async (t) => {
    const site = await startExpress(t, {
      store: failingStore(),
      routes: (app) => {
        app.post('/long', (request, response) => {
          Object.assign(request.session, { visits: 1 })
          response.set({ 'Last-Modified': new Date(0).toUTCString(), 'X-Kept': 'yes' })
          response.json({ long: 'body '.repeat(100) })
        })
        const answerStatus: ErrorRequestHandler = (error, _request, response, _next) => {
          response.status(error.statusCode).end()
        }
        app.use(answerStatus)
      },
    })
    const answer = await fetch(`${site.url}/long`, {
      method: 'POST',
      signal: AbortSignal.timeout(5_000),
    })
    assert.deepEqual([answer.status, await answer.text()], [503, ''])
    const names = ['content-length', 'content-type', 'etag', 'last-modified']
    assert.deepEqual(
      names.map((name) => answer.headers.get(name)),
      [null, null, null, null],
    )
    assert.deepEqual(
      [answer.headers.get('x-kept'), answer.headers.get('connection')],
      ['yes', 'keep-alive'],
    )
  })

  test('a failed save without a callback does not end the process, and is not repeated', async (t) => {
    const { store: failing, calls } = watch(failingStore())
    const site = await startExpress(t, {
      store: failing,
      routes: (app) =>
        app.post('/save', (request, response) => {
          Object.assign(request.session, { visits: 1 })
          request.session.save()
          setImmediate(() => response.json({}))
        }),
    })
    // The answer is sent without the session.
    const answer = await client().post(`${site.url}/save`)
    assert.deepEqual([answer.status, calls], [200, ['insert']])
    assert.deepEqual(answer.headers.getSetCookie(), [])
  })

  for (const [waitForSave, status] of [
    [true, 503],
    [false, 200],
  ] as const) {
    test(`waitForSave: ${waitForSave} answers a failed save with ${status}`, async (t) => {
      const site = await startExpress(t, { store: failingStore(), storeOptions: { waitForSave } })
      const codes: unknown[] = []
      const { set } = site.sessions
      site.sessions.set = (id, data, callback) => {
        set.call(site.sessions, id, data, (error) => {
          codes.push(Reflect.get(Object(error), 'code'))
          callback?.(error)
        })
      }
      const answer = await client().post(`${site.url}/attributes`, { visits: 1 })
      assert.deepEqual([answer.status, codes], [status, ['STORE_UNAVAILABLE']])
    })
  }

  test('save of a regenerated session fails and stores nothing', async (t) => {
    const site = await startExpress(t, {
      store,
      routes: (app) =>
        app.post('/save-old', (request, response, next) => {
          const old = request.session
          old.regenerate((problem) => {
            if (problem) return next(problem)
            Object.assign(old, { visits: 2 })
            old.save((error) => response.json({ id: old.id, code: error?.code }))
          })
        }),
    })
    for (const visitor of [client(), await site.visitor()]) {
      const { body } = await visitor.post(`${site.url}/save-old`)
      assert.equal(body.code, 'SESSION_GONE')
      assert.equal(await redis.exists(`session:${body.id}`), 0)
    }
  })

  test('a wrong store and a wrong option are TypeErrors that name them', () => {
    assert.throws(() => expressSessionStore({} as never), /a method load/)
    assert.throws(() => expressSessionStore(store, { waitForSaves: true } as never), /waitForSaves/)
    assert.throws(() => expressSessionStore(store, { waitForSave: 1 } as never), /waitForSave/)
  })
})

function failingStore(): MemorySessionStore {
  const store = new MemorySessionStore()
  store.insert = async () => {
    throw new StoreUnavailableError('The session store is unavailable')
  }
  return store
}
