// Two requests of one session at once, through two backends. A gate holds one of them between load and save, so that
// the other comes in between every time, not by luck.
import assert from 'node:assert/strict'
import { before, suite, type TestContext, test } from 'node:test'
import {
  type Client,
  client,
  forSuite,
  idIn,
  newName,
  pausePoint,
  startRedis,
  until,
} from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { type Site, startSite } from './support/site.ts'

suite('interleavings', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  before(() => {
    redis = fixture.redis
  })

  const openStore = async () => new RedisSessionStore(await fixture.connect(), HALF_AN_HOUR)

  /** A backend whose /slow/… routes wait at the gate, and another one. */
  async function twoSites(t: TestContext) {
    const middle = pausePoint()
    const store = await openStore()
    const slow = await startSite(t, {
      store,
      routes(app) {
        app.get('/slow/read', async (request) => {
          await middle.wait()
          return { visits: request.session.get('visits' as never) }
        })
        app.post('/slow/write', async (request) => {
          await middle.wait()
          Object.assign(request.session, request.body)
          return {}
        })
        app.post('/slow/remove', async (request) => {
          await middle.wait()
          Reflect.deleteProperty(request.session, 'a')
          return {}
        })
        app.post('/slow/regenerate', async (request) => {
          await middle.wait()
          await request.session.regenerate()
          Object.assign(request.session, request.body)
          return {}
        })
      },
    })
    const quick = await startSite(t, {
      store: await openStore(),
      routes(app) {
        app.post('/regenerate', async (request) => {
          await request.session.regenerate()
          Object.assign(request.session, { visits: 10 })
          return {}
        })
      },
    })
    return { middle, store, slow, quick }
  }

  /** Somebody else ends the session, each in another way. */
  const ENDINGS: Record<string, (browser: Client, quick: Site) => Promise<unknown>> = {
    'a logout': (browser, quick) => client(browser.cookies).post(`${quick.url}/logout`),
    'a regeneration': (browser, quick) => client(browser.cookies).post(`${quick.url}/regenerate`),
    'a revocation': async (browser) => {
      const store = await openStore()
      const username = (await store.load(idIn(browser)))?.attributes.username
      assert.equal(await store.revokeAll(String(username)), 1)
    },
    'its expiry': async (browser) => {
      await redis.pexpire(`session:${idIn(browser)}`, 1)
      await until(async () => (await redis.exists(`session:${idIn(browser)}`)) === 0)
    },
  }

  for (const [ending, end] of Object.entries(ENDINGS)) {
    test(`a slow read against ${ending} is answered, and does not bring the session back`, async (t) => {
      const { middle, slow, quick } = await twoSites(t)
      const browser = await slow.visitor({ username: newName(), visits: 1 })
      const id = idIn(browser)
      const reading = browser.get(`${slow.url}/slow/read`)
      await middle.reached
      await end(browser, quick)
      middle.resume()
      const answer = await reading
      assert.deepEqual([answer.status, answer.body], [200, { visits: 1 }])
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal(await redis.exists(`session:${id}`), 0)
    })

    test(`a slow write against ${ending} is refused with 401, and leaves nothing`, async (t) => {
      const { middle, store, slow, quick } = await twoSites(t)
      const username = newName()
      const browser = await slow.visitor({ username })
      const id = idIn(browser)
      const writing = browser.post(`${slow.url}/slow/write`, { visits: 2 })
      await middle.reached
      await end(browser, quick)
      middle.resume()
      const answer = await writing
      assert.equal(answer.status, 401)
      assert.equal(answer.body.code, 'SESSION_GONE')
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal(await redis.exists(`session:${id}`), 0)
      assert.deepEqual(await store.list(username), [])
    })
  }

  test('changes of different attributes through two backends both survive', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ a: 1, b: 1 })
    const writing = client(browser.cookies).post(`${slow.url}/slow/write`, { a: 2 })
    await middle.reached
    await client(browser.cookies).post(`${quick.url}/attributes`, { b: 2, c: 2 })
    middle.resume()
    assert.equal((await writing).status, 200)
    assert.deepEqual((await store.load(idIn(browser)))?.attributes, { a: 2, b: 2, c: 2 })
  })

  test('the removal of an attribute and the change of another both survive', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ a: 1, b: 1 })
    const removing = client(browser.cookies).post(`${slow.url}/slow/remove`)
    await middle.reached
    await client(browser.cookies).post(`${quick.url}/attributes`, { b: 2 })
    middle.resume()
    await removing
    assert.deepEqual((await store.load(idIn(browser)))?.attributes, { b: 2 })
  })

  test('a slow request that changes nothing undoes nothing', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ visits: 1 })
    const reading = client(browser.cookies).get(`${slow.url}/slow/read`)
    await middle.reached
    await client(browser.cookies).post(`${quick.url}/attributes`, { visits: 2 })
    middle.resume()
    await reading
    assert.deepEqual((await store.load(idIn(browser)))?.attributes, { visits: 2 })
  })

  test('two regenerations of one session at once: the old one is dead, each has a new one', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ visits: 1 })
    const id = idIn(browser)
    const [one, other] = [client(browser.cookies), client(browser.cookies)]
    const regenerating = one.post(`${slow.url}/slow/regenerate`, { visits: 2 })
    await middle.reached
    await other.post(`${quick.url}/regenerate`)
    middle.resume()
    assert.equal((await regenerating).status, 200)
    assert.equal(new Set([id, idIn(one), idIn(other)]).size, 3)
    assert.equal(await store.load(id), undefined)
    assert.deepEqual((await store.load(idIn(one)))?.attributes, { visits: 2 })
    assert.deepEqual((await store.load(idIn(other)))?.attributes, { visits: 10 })
  })

  test('a slow regeneration against a logout makes a session of its own, not the old one', async (t) => {
    const { middle, store, slow, quick } = await twoSites(t)
    const browser = await slow.visitor({ secret: 1 })
    const id = idIn(browser)
    const regenerating = browser.post(`${slow.url}/slow/regenerate`, { visits: 1 })
    await middle.reached
    await client([['sid', browser.cookies.get('sid') ?? '']]).post(`${quick.url}/logout`)
    middle.resume()
    await regenerating
    assert.equal(await store.load(id), undefined)
    assert.deepEqual((await store.load(idIn(browser)))?.attributes, { visits: 1 })
  })
})
