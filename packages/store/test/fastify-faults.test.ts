// Handlers and clients that misuse a session: their own request fails, and the next one is answered. An uncaught exception
// would end the process, and this test file with it.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, client, forSuite, idIn, startRedis } from '@session-clustering/testing'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { MemorySessionStore, RedisSessionStore, type SessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'
import type { Site } from './support/site.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

const STORES: Record<string, (redis: Redis) => SessionStore> = {
  Redis: (redis) => new RedisSessionStore(redis),
  memory: () => new MemorySessionStore(),
}

for (const [name, openStore] of Object.entries(STORES)) {
  suite(`handlers that misuse the session, sessions in ${name}`, () => {
    const fixture = forSuite(startRedis)
    let store: SessionStore
    before(async () => {
      store = openStore(await fixture.connect())
    })

    /** A site with one route, and two visitors: one with a session, one without. */
    async function siteWith(t: Parameters<typeof startFastify>[0], handler: Handler) {
      const routes = (app: FastifyInstance) => {
        app.post('/misuse', async (request, reply) => handler(request, reply))
      }
      const site = await startFastify(t, { store, routes })
      return { site, visitors: [await site.visitor({ visits: 1 }), client()] }
    }

    async function assertAnswers(site: Site, visitor: Client) {
      assert.equal((await visitor.get(`${site.url}/attributes`)).status, 200)
      assert.equal((await site.visitor({ visits: 7 })).cookies.size, 1)
    }

    /** Own keys of the plugin's session, and what reaches a prototype. */
    const BODIES = [
      ...['isModified', 'isSaved', 'save', 'get', 'set', 'touch', 'options', 'reload'],
      ...['regenerate', 'destroy', 'sessionId', 'encryptedSessionId', 'cookie', 'toJSON'],
      ...['constructor', 'prototype', '__proto__'],
    ].flatMap((key) => [`{"${key}":1}`, `{"${key}":null}`, `{"${key}":{"sessionId":"x","a":{}}}`])
    BODIES.push('{"__proto__":{"sessionId":"x","encryptedSessionId":"y"}}')
    BODIES.push('{"cookie":{"toJSON":1,"secure":true}}')
    // JavaScript ignores it.
    BODIES.splice(BODIES.indexOf('{"__proto__":1}'), 1)

    for (const body of BODIES) {
      test(`Object.assign(request.session, ${body}) fails this request alone`, async (t) => {
        const { site, visitors } = await siteWith(t, (request) => {
          Object.assign(request.session, JSON.parse(body))
          return {}
        })
        for (const visitor of visitors) {
          const answer = await visitor.post(`${site.url}/misuse`)
          assert.equal(answer.status, 500)
          assert.deepEqual(answer.headers.getSetCookie(), [])
          await assertAnswers(site, visitor)
        }
        assert.deepEqual((await visitors[0]?.get(`${site.url}/attributes`))?.body, { visits: 1 })
      })
    }

    const REPLACEMENTS: Record<string, unknown> = {
      'a number': 5,
      'a string': 'session',
      'an array': [],
      'an empty object': {},
      'an object with attributes': { username: 'ada' },
      "an object with the plugin's keys": { sessionId: 'a', encryptedSessionId: 'b' },
      'an object without a prototype': Object.create(null),
      'a function': () => {},
      'a date': new Date(0),
    }
    for (const [what, value] of Object.entries(REPLACEMENTS)) {
      test(`request.session = ${what} fails this request alone`, async (t) => {
        const { site, visitors } = await siteWith(t, (request) => {
          Object.assign(request, { session: value })
          return {}
        })
        for (const visitor of visitors) {
          assert.equal((await visitor.post(`${site.url}/misuse`)).status, 500)
          await assertAnswers(site, visitor)
        }
      })
    }

    for (const value of [null, undefined]) {
      test(`request.session = ${JSON.stringify(value)} saves nothing`, async (t) => {
        const { site, visitors } = await siteWith(t, (request) => {
          Object.assign(request, { session: value })
          return {}
        })
        for (const visitor of visitors) {
          assert.equal((await visitor.post(`${site.url}/misuse`)).status, 200)
          await assertAnswers(site, visitor)
        }
      })
    }

    const circle: Record<string, unknown> = {}
    circle.itself = circle
    const VALUES: Record<string, PropertyDescriptor> = {
      'a BigInt': { value: 1n },
      'a circle': { value: circle },
      'a function': { value: () => {} },
      NaN: { value: Number.NaN },
      'a Map': { value: new Map() },
      'a toJSON that throws': {
        value: {
          toJSON() {
            throw new Error('no')
          },
        },
      },
      'a getter that throws': {
        get() {
          throw new Error('no')
        },
      },
    }
    for (const [what, descriptor] of Object.entries(VALUES)) {
      test(`an attribute that is ${what} fails this request alone`, async (t) => {
        const { site, visitors } = await siteWith(t, (request) => {
          Object.defineProperty(request.session, 'wrong', { ...descriptor, enumerable: true })
          return {}
        })
        for (const visitor of visitors) {
          const answer = await visitor.post(`${site.url}/misuse`)
          assert.equal(answer.status, 500)
          if (what !== 'a getter that throws') assert.match(String(answer.body.message), /"wrong"/)
          await assertAnswers(site, visitor)
        }
      })
    }

    const fail = () => {
      throw new Error('thrown by a callback')
    }
    const MISUSES: Record<string, Handler> = {
      'freezes the session': (request) => Object.freeze(request.session),
      'takes its prototype': (request) => Object.setPrototypeOf(request.session, null),
      'deletes the cookie': (request) => Reflect.deleteProperty(request.session, 'cookie'),
      'saves, and throws in the callback': (request) => request.session.save(fail),
      'destroys, and throws in the callback': (request) => request.session.destroy(fail),
      'regenerates, and throws in the callback': (request) => request.session.regenerate(fail),
      'reloads, and throws in the callback': (request) => request.session.reload(fail),
      'saves after it destroyed': async (request) => {
        const { session } = request
        await session.destroy()
        await session.save()
      },
      'reloads after it destroyed': async (request) => {
        const { session } = request
        await session.destroy()
        await session.reload()
      },
      'regenerates after it destroyed': async (request) => {
        const { session } = request
        await session.destroy()
        await session.regenerate()
      },
      'changes a session that it destroyed': async (request) => {
        const { session } = request
        await session.destroy()
        Object.assign(session, { visits: 3 })
        Object.assign(request, { session })
      },
      'destroys twice at once': async (request) => {
        const { session } = request
        await Promise.all([session.destroy(), session.destroy()])
      },
      'regenerates twice at once': async (request) => {
        const { session } = request
        await Promise.all([session.regenerate(), session.regenerate()])
      },
      'answers, then throws': (_request, reply) => {
        reply.send({})
        throw new Error('after the answer')
      },
      'answers, then changes the session': (request, reply) => {
        reply.send({})
        Object.assign(request.session, { visits: 9 })
      },
      'answers twice': (request, reply) => {
        Object.assign(request.session, { visits: 9 })
        reply.send({ first: true })
        reply.send({ second: true })
      },
      'changes the session after its answer': (request) => {
        const { session } = request
        setImmediate(() => Object.assign(session, { visits: 4 }))
      },
      'stores an object of its own': (request) =>
        new Promise((resolve) => {
          const session = { cookie: { originalMaxAge: null }, visits: 5 }
          request.sessionStore.set('an-id-of-its-own-0123', session as never, resolve)
        }),
      'forgets to await a save that fails': ({ session }) => {
        Object.assign(session, { amount: Number.NaN })
        void session.save()
      },
      'forgets to await a save, and destroys': async ({ session }) => {
        Object.assign(session, { visits: 2 })
        void session.save()
        await session.destroy()
      },
      'forgets to await calls that fail': async ({ session }) => {
        await session.destroy()
        void session.save()
        void session.reload()
        void session.regenerate(['visits'])
        void session.destroy()
      },
      'stores null': (request) =>
        new Promise((resolve) => {
          request.sessionStore.set('an-id-of-its-own-0124', null as never, resolve)
        }),
    }
    for (const [what, handler] of Object.entries(MISUSES)) {
      test(`a handler that ${what} fails its own request at most`, async (t) => {
        const { site, visitors } = await siteWith(t, async (request, reply) => {
          await handler(request, reply)
          if (!reply.sent) return {}
        })
        for (const visitor of visitors) {
          const answer = await visitor.post(`${site.url}/misuse`)
          assert.ok([200, 401, 500].includes(answer.status), String(answer.status))
          await assertAnswers(site, visitor)
        }
      })
    }

    for (const [what, answerWith] of Object.entries<Handler>({
      'reply.send()': (_request, reply) => void reply.send({ hello: 'world' }),
      'reply.redirect()': (_request, reply) => void reply.redirect('/attributes'),
    })) {
      test(`an async handler that calls ${what} and returns nothing answers once and saves`, async (t) => {
        const { site, visitors } = await siteWith(t, async (request, reply) => {
          Object.assign(request.session, { visits: 2 })
          answerWith(request, reply)
        })
        for (const visitor of visitors) {
          const answer = await visitor.post(`${site.url}/misuse`)
          assert.equal(answer.status, what === 'reply.send()' ? 200 : 302)
          if (answer.status === 200) assert.deepEqual(answer.body, { hello: 'world' })
          assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 2 })
        }
      })
    }

    test('a failed save that is not awaited is answered with its error', async (t) => {
      const { site, visitors } = await siteWith(t, ({ session }) => {
        Object.assign(session, { amount: Number.NaN })
        void session.save()
        return {}
      })
      for (const visitor of visitors) {
        const answer = await visitor.post(`${site.url}/misuse`)
        assert.equal(answer.status, 500)
        assert.match(String(answer.body.message), /"amount"/)
      }
    })

    test('sessionStore.get of another session does not mix it with that of the request', async (t) => {
      const { site, visitors } = await siteWith(
        t,
        (request) =>
          new Promise((resolve) => {
            const { id } = request.body as { id: string }
            request.sessionStore.get(id, (_error, other) => {
              const { visits } = (other ?? {}) as { visits?: number }
              request.session.regenerate(() => {
                Object.assign(request.session, { seen: visits })
                resolve({})
              })
            })
          }),
      )
      const victim = await site.visitor({ visits: 42 })
      const id = idIn(victim)
      for (const visitor of visitors) {
        await visitor.post(`${site.url}/misuse`, { id })
        assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { seen: 42 })
        assert.deepEqual((await store.load(id))?.attributes, { visits: 42 })
      }
    })

    test('a save during regenerate does not store the old session again', async (t) => {
      const { site } = await siteWith(t, async ({ session }) => {
        Object.assign(session, { username: 'ada' })
        void session.save()
        await session.regenerate(['username'])
        return {}
      })
      await store.clear()
      const visitor = client()
      await visitor.post(`${site.url}/misuse`)
      assert.equal(await store.count(), 1)
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { username: 'ada' })
    })

    test('later hooks find request.session, whether it is saved or not', async (t) => {
      const seen: unknown[] = []
      const site = await startFastify(t, {
        store,
        routes(app) {
          app.addHook(
            'onSend',
            async ({ session }) => void seen.push(session.get('visits' as never)),
          )
          app.addHook('onResponse', async ({ session }) => void seen.push(typeof session.sessionId))
          app.get('/fails', async () => {
            throw new Error('no')
          })
        },
      })
      const visitor = await site.visitor({ visits: 1 })
      for (const browser of [visitor, client()]) {
        for (const path of ['/attributes', '/fails']) {
          const { status } = await browser.get(`${site.url}${path}`)
          assert.equal(status, path === '/fails' ? 500 : 200)
        }
      }
      assert.ok(!seen.includes('undefined'), String(seen))
      assert.equal(seen.filter((value) => value === 'string').length, 5)
    })

    test('parallel saves of one session write all changes', async (t) => {
      const { site, visitors } = await siteWith(t, async ({ session }) => {
        Object.assign(session, { a: 1 })
        const first = session.save()
        Object.assign(session, { b: 2 })
        const second = session.save()
        Object.assign(session, { c: 3 })
        await Promise.all([first, second])
        return {}
      })
      for (const visitor of visitors) {
        assert.equal((await visitor.post(`${site.url}/misuse`)).status, 200)
        const { a, b, c } = (await visitor.get(`${site.url}/attributes`)).body
        assert.deepEqual([a, b, c], [1, 2, 3])
      }
    })
  })
}
