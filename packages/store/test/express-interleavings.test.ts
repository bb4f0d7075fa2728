// Two requests of one session at once, through two Express servers. A gate holds one of them between load and save, so
// that the other comes in between every time, not by luck.
import assert from 'node:assert/strict'
import { before, suite, type TestContext, test } from 'node:test'
import {
  type Client,
  client,
  forSuite,
  newName,
  pausePoint,
  startRedis,
  until,
} from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { type ExpressSite, expressIdIn, startExpress } from './support/express-site.ts'

suite('interleavings in Express', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  before(() => {
    redis = fixture.redis
  })

  const openStore = async () => new RedisSessionStore(await fixture.connect(), HALF_AN_HOUR)

  /** A server whose /slow/… routes wait at the gate, and another one. */
  async function twoSites(t: TestContext) {
    const middle = pausePoint()
    const store = await openStore()
    const slow = await startExpress(t, {
      store,
      routes(app) {
        app.get('/slow/read', async (request, response) => {
          await middle.wait()
          response.json({ visits: Reflect.get(request.session, 'visits') })
        })
        app.get('/slow/longer', async (request, response) => {
          await middle.wait()
          request.session.cookie.maxAge = 3_600_000
          response.json({})
        })
        app.post('/slow/write', async (request, response) => {
          await middle.wait()
          Object.assign(request.session, request.body)
          response.json({})
        })
        app.post('/slow/save', async (request, response, next) => {
          await middle.wait()
          Object.assign(request.session, request.body)
          request.session.save((error) => (error ? next(error) : response.json({})))
        })
        app.post('/slow/remove', async (request, response) => {
          await middle.wait()
          Reflect.deleteProperty(request.session, 'a')
          response.json({})
        })
        app.post('/slow/regenerate', async (request, response, next) => {
          await middle.wait()
          request.session.regenerate((error) => {
            if (error) return next(error)
            Object.assign(request.session, request.body)
            response.json({})
          })
        })
        app.post('/slow/reload', async (request, response, next) => {
          await middle.wait()
          request.session.reload((error) => {
            if (error) return next(error)
            Object.assign(request.session, request.body)
            response.json(request.session)
          })
        })
      },
    })
    const quick = await startExpress(t, { store: await openStore() })
    return { middle, store, slow, quick }
  }

  /** Somebody else ends the session, each in another way. */
  const ENDINGS: Record<string, (browser: Client, quick: ExpressSite) => Promise<unknown>> = {
    'a logout': (browser, quick) => client(browser.cookies).post(`${quick.url}/logout`),
    'a regeneration': (browser, quick) => client(browser.cookies).post(`${quick.url}/regenerate`),
    'a revocation': async (browser) => {
      const store = await openStore()
      const username = (await store.load(expressIdIn(browser)))?.attributes.username
      assert.equal(await store.revokeAll(String(username)), 1)
    },
    'its expiry': async (browser) => {
      await redis.pexpire(`session:${expressIdIn(browser)}`, 1)
      await until(async () => (await redis.exists(`session:${expressIdIn(browser)}`)) === 0)
    },
  }

  for (const [ending, end] of Object.entries(ENDINGS)) {
    for (const path of ['/slow/read', '/slow/longer']) {
      test(`GET ${path} against ${ending} is answered, and does not bring the session back`, async (t) => {
        const { middle, slow, quick } = await twoSites(t)
        const browser = await slow.visitor({ username: newName(), visits: 1 })
        const id = expressIdIn(browser)
        const reading = browser.get(`${slow.url}${path}`)
        await middle.reached
        await end(browser, quick)
        middle.resume()
        assert.equal((await reading).status, 200)
        assert.equal(await redis.exists(`session:${id}`), 0)
      })
    }

    for (const path of ['/slow/write', '/slow/save']) {
      test(`POST ${path} against ${ending} is refused with 401, and leaves nothing`, async (t) => {
        const { middle, store, slow, quick } = await twoSites(t)
        const username = newName()
        const browser = await slow.visitor({ username })
        const id = expressIdIn(browser)
        const writing = browser.post(`${slow.url}${path}`, { visits: 2 })
        await middle.reached
        await end(browser, quick)
        middle.resume()
        const answer = await writing
        assert.deepEqual([answer.status, answer.body.code], [401, 'SESSION_GONE'])
        assert.deepEqual(answer.headers.getSetCookie(), [])
        assert.equal(await redis.exists(`session:${id}`), 0)
        assert.deepEqual(await store.list(username), [])
      })
    }
  }

  test('changes of different attributes through two servers both survive', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ a: 1, b: 1 })
    const writing = client(browser.cookies).post(`${slow.url}/slow/write`, { a: 2 })
    await middle.reached
    await client(browser.cookies).post(`${quick.url}/attributes`, { b: 2, c: 2 })
    middle.resume()
    assert.equal((await writing).status, 200)
    assert.deepEqual((await store.load(expressIdIn(browser)))?.attributes, { a: 2, b: 2, c: 2 })
  })

  test('the removal of an attribute and the change of another both survive', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ a: 1, b: 1 })
    const removing = client(browser.cookies).post(`${slow.url}/slow/remove`)
    await middle.reached
    await client(browser.cookies).post(`${quick.url}/attributes`, { b: 2 })
    middle.resume()
    await removing
    assert.deepEqual((await store.load(expressIdIn(browser)))?.attributes, { b: 2 })
  })

  test('a reload finds what another server has changed, and goes on from there', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ a: 1, b: 1 })
    const reloading = client(browser.cookies).post(`${slow.url}/slow/reload`, { a: 3 })
    await middle.reached
    await client(browser.cookies).post(`${quick.url}/attributes`, { a: 2, b: 2 })
    middle.resume()
    const { body } = await reloading
    assert.deepEqual([body.a, body.b], [3, 2])
    assert.deepEqual((await store.load(expressIdIn(browser)))?.attributes, { a: 3, b: 2 })
  })

  test('two regenerations of one session at once: the old one is dead, each has a new one', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ visits: 1 })
    const id = expressIdIn(browser)
    const [one, other] = [client(browser.cookies), client(browser.cookies)]
    const regenerating = one.post(`${slow.url}/slow/regenerate`, { visits: 2 })
    await middle.reached
    await other.post(`${quick.url}/regenerate`, { visits: 10 })
    middle.resume()
    assert.equal((await regenerating).status, 200)
    assert.equal(new Set([id, expressIdIn(one), expressIdIn(other)]).size, 3)
    assert.equal(await store.load(id), undefined)
    assert.deepEqual((await store.load(expressIdIn(one)))?.attributes, { visits: 2 })
    assert.deepEqual((await store.load(expressIdIn(other)))?.attributes, { visits: 10 })
  })
})
