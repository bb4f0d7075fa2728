// Two requests of one session at once, through two servers. One of them pauses between load and save, so that the other
// comes in between at every run.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import {
  type Client,
  client,
  forSuite,
  newName,
  pausePoint,
  startRedis,
  until,
} from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { ADAPTERS } from './support/adapters.ts'
import type { Handler, Site, Test } from './support/site.ts'

for (const adapter of ADAPTERS) {
  suite(`parallel requests in ${adapter.name}`, () => {
    const fixture = forSuite(startRedis)
    let redis: Redis
    before(() => {
      redis = fixture.redis
    })

    const openStore = async () => new RedisSessionStore(await fixture.connect())
    const isStored = async (id: string) => (await redis.exists(`session:${id}`)) === 1

    /** A server whose /slow/… routes pause, and another one. */
    async function twoSites(t: Test) {
      const middle = pausePoint()
      const handlers: Record<string, Handler> = {
        '/slow/read': ({ session }) => ({ visits: session.visits }),
        '/slow/write': ({ session, body }) => void Object.assign(session, body),
        '/slow/save': ({ session, body, save }) => {
          Object.assign(session, body)
          return save()
        },
        '/slow/remove': ({ session }) => {
          delete session.a
        },
        '/slow/regenerate': async (request) => {
          await request.regenerate()
          Object.assign(request.session, request.body)
        },
        '/slow/reload': async (request) => {
          await request.reload()
          Object.assign(request.session, request.body)
        },
      }
      const slowHandlers = Object.entries(handlers).map(([path, handler]): [string, Handler] => [
        path,
        async (request) => {
          await middle.wait()
          return handler(request)
        },
      ])
      const store = await openStore()
      const slow = await adapter.start(t, { store, handlers: Object.fromEntries(slowHandlers) })
      const quick = await adapter.start(t, { store: await openStore() })

      /** Sends a slow request; when it has read its session, `meanwhile` runs, and then the request goes on. */
      async function during(
        path: string,
        browser: Client,
        meanwhile: () => unknown,
        body?: object,
      ) {
        const answer = browser.post(`${slow.url}${path}`, body)
        await middle.reached
        await meanwhile()
        middle.resume()
        return answer
      }
      return { store, slow, quick, during }
    }

    const ENDINGS: Record<string, (browser: Client, quick: Site) => Promise<unknown>> = {
      'a logout': (browser, quick) => client(browser.cookies).post(`${quick.url}/logout`),
      'a regeneration': (browser, quick) => client(browser.cookies).post(`${quick.url}/regenerate`),
      'a revocation': async (browser) => {
        const store = await openStore()
        const record = await store.load(adapter.idIn(browser))
        assert.equal(await store.revokeAll(String(record?.attributes.username)), 1)
      },
      'its expiry': async (browser) => {
        await redis.pexpire(`session:${adapter.idIn(browser)}`, 1)
        await until(async () => !(await isStored(adapter.idIn(browser))))
      },
    }

    for (const [ending, end] of Object.entries(ENDINGS)) {
      test(`a slow read during ${ending} is answered and does not store the session again`, async (t) => {
        const { slow, quick, during } = await twoSites(t)
        const browser = await slow.visitor({ username: newName(), visits: 1 })
        const id = adapter.idIn(browser)
        const answer = await during('/slow/read', browser, () => end(browser, quick))
        assert.deepEqual([answer.status, answer.body], [200, { visits: 1 }])
        assert.deepEqual(answer.headers.getSetCookie(), [])
        assert.equal(await isStored(id), false)
      })

      for (const path of ['/slow/write', '/slow/save']) {
        test(`POST ${path} during ${ending} is refused with 401 and stores nothing`, async (t) => {
          const { store, slow, quick, during } = await twoSites(t)
          const username = newName()
          const browser = await slow.visitor({ username })
          const id = adapter.idIn(browser)
          const answer = await during(path, browser, () => end(browser, quick), { visits: 2 })
          assert.deepEqual([answer.status, answer.body.code], [401, 'SESSION_GONE'])
          assert.deepEqual(answer.headers.getSetCookie(), [])
          assert.equal(await isStored(id), false)
          assert.deepEqual(await store.list(username), [])
        })
      }
    }

    for (const [what, path, body, expected] of [
      ['changes of different attributes', '/slow/write', { a: 2 }, { a: 2, b: 2 }],
      ['a removal and a change of another attribute', '/slow/remove', {}, { b: 2 }],
      ['a read and a change', '/slow/read', {}, { a: 1, b: 2 }],
      ['a reload with a change and another change', '/slow/reload', { a: 3 }, { a: 3, b: 2 }],
    ] as const) {
      test(`${what} through two servers do not undo each other`, async (t) => {
        const { store, slow, quick, during } = await twoSites(t)
        const browser = await slow.visitor({ a: 1, b: 1 })
        const change = () => client(browser.cookies).post(`${quick.url}/attributes`, { b: 2 })
        assert.equal((await during(path, browser, change, body)).status, 200)
        assert.deepEqual((await store.load(adapter.idIn(browser)))?.attributes, expected)
      })
    }

    test('two regenerations of one session make two sessions and end the old one', async (t) => {
      const { store, slow, quick, during } = await twoSites(t)
      const browser = await slow.visitor({ visits: 1 })
      const id = adapter.idIn(browser)
      const [one, other] = [client(browser.cookies), client(browser.cookies)]
      const regenerate = () => other.post(`${quick.url}/regenerate`, { visits: 10 })
      assert.equal((await during('/slow/regenerate', one, regenerate, { visits: 2 })).status, 200)
      assert.equal(new Set([id, adapter.idIn(one), adapter.idIn(other)]).size, 3)
      assert.equal(await store.load(id), undefined)
      assert.deepEqual((await store.load(adapter.idIn(one)))?.attributes, { visits: 2 })
      assert.deepEqual((await store.load(adapter.idIn(other)))?.attributes, { visits: 10 })
    })

    test('a regeneration during a logout makes a new session without the old attributes', async (t) => {
      const { store, slow, quick, during } = await twoSites(t)
      const browser = await slow.visitor({ secret: 1 })
      const id = adapter.idIn(browser)
      const logOut = () => client(browser.cookies).post(`${quick.url}/logout`)
      await during('/slow/regenerate', browser, logOut, { visits: 1 })
      assert.equal(await store.load(id), undefined)
      assert.deepEqual((await store.load(adapter.idIn(browser)))?.attributes, { visits: 1 })
    })
  })
}
