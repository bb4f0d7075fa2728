// A cookie that this site has not signed does not reach the store.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, newId, startRedis } from '@session-clustering/testing'
import { cookieSigner } from '../src/fastify/index.ts'
import { RedisSessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'
import { SECRET, watch } from './support/site.ts'

const OLD = SECRET
const NEW = 'the secret that comes after the old one'

suite('session cookies', () => {
  const fixture = forSuite(startRedis)
  let store: RedisSessionStore
  before(async () => {
    store = new RedisSessionStore(await fixture.connect())
  })

  const FORGERIES: Record<string, (genuine: string) => string> = {
    'with a changed id': (genuine) => `sid=${newId()}${genuine.slice(32)}`,
    'with a changed signature': (genuine) => `sid=${genuine.slice(0, -2)}xx`,
    'without a signature': (genuine) => `sid=${genuine.slice(0, 32)}`,
    'with an empty signature': (genuine) => `sid=${genuine.slice(0, 32)}.`,
    'without a dot': (genuine) => `sid=${genuine.replace('.', '')}`,
    'signed with another secret': () =>
      `sid=${encodeURIComponent(cookieSigner([NEW]).sign(newId()))}`,
    'that is empty': () => 'sid=',
    'of 8 KB': () => `sid=${'x'.repeat(8000)}`,
    'of 8 KB with a genuine beginning': (genuine) => `sid=${genuine}${'x'.repeat(7900)}`,
    'with its value doubled': (genuine) => `sid=${genuine}${genuine}`,
    'sent twice, both forged': (genuine) => `sid=${newId()}.forged; sid=${genuine.slice(0, -2)}xx`,
    'behind five others of its name': (genuine) => `${'sid=x; '.repeat(5)}sid=${genuine}`,
    'with broken percent signs': (genuine) => `sid=%E0%A4%A${genuine}`,
    'with another name': (genuine) => `SID=${genuine}; _sid=${genuine}; sid2=${genuine}`,
    'with a prototype for a name': () => '__proto__=x; constructor=y; toString=z',
  }

  for (const [what, forge] of Object.entries(FORGERIES)) {
    test(`S2 a request with a cookie ${what} is anonymous, and the store is not called`, async (t) => {
      const { store: watched, calls } = watch(store)
      const site = await startFastify(t, { store: watched })
      const visitor = await site.visitor({ visits: 1 })
      calls.length = 0
      const cookie = forge(visitor.cookies.get('sid') ?? '')
      const answer = await client().send(`${site.url}/attributes`, { headers: { cookie } })
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.body, {})
      assert.deepEqual(calls, [])
    })
  }

  for (const [what, add] of Object.entries<(genuine: string) => string>({
    'after a forged one': (genuine) => `sid=${newId()}.forged; sid=${genuine}`,
    'before a forged one': (genuine) => `sid=${genuine}; sid=${newId()}.forged`,
    twice: (genuine) => `sid=${genuine}; sid=${genuine}`,
    'after a signed one of no session': (genuine) =>
      `sid=${encodeURIComponent(cookieSigner([OLD]).sign(newId()))}; sid=${genuine}`,
  })) {
    test(`a session cookie that is sent ${what} is used, and its logout ends the session`, async (t) => {
      const site = await startFastify(t, { store })
      const visitor = await site.visitor({ visits: 1 })
      const headers = { cookie: add(visitor.cookies.get('sid') ?? '') }
      const answer = await client().send(`${site.url}/attributes`, { headers })
      assert.deepEqual(answer.body, { visits: 1 })
      const logout = await client().send(`${site.url}/logout`, { method: 'POST', headers })
      assert.match(logout.headers.getSetCookie()[0] ?? '', /^sid=;.*Expires=Thu, 01 Jan 1970/)
      assert.equal(await store.load(idIn(visitor)), undefined)
    })
  }

  for (const path of ['/logout', '/regenerate']) {
    test(`S3 with the cookies of two sessions a request is anonymous, and ${path} ends both`, async (t) => {
      const site = await startFastify(t, { store })
      const [own, planted] = [await site.visitor({ own: 1 }), await site.visitor({ planted: 1 })]
      const headers = {
        cookie: `sid=${planted.cookies.get('sid')}; sid=${own.cookies.get('sid')}`,
      }
      const answer = await client().send(`${site.url}/attributes`, { headers })
      assert.deepEqual([answer.status, answer.body], [200, {}])
      const browser = client()
      await browser.send(`${site.url}${path}`, { method: 'POST', headers, json: { next: 1 } })
      assert.equal(await store.load(idIn(own)), undefined)
      assert.equal(await store.load(idIn(planted)), undefined)
      if (path === '/logout') return
      // The browser goes on sending the other cookies beside the new one.
      headers.cookie += `; sid=${browser.cookies.get('sid')}`
      const after = await client().send(`${site.url}/attributes`, { headers })
      assert.deepEqual(after.body, { next: 1 })
    })
  }

  test('the session cookie is found among other cookies', async (t) => {
    const site = await startFastify(t, { store })
    const visitor = await site.visitor({ visits: 1 })
    const cookie = `a=1; sid=${visitor.cookies.get('sid')}; b="2"; c`
    const { body } = await client().send(`${site.url}/attributes`, { headers: { cookie } })
    assert.deepEqual(body, { visits: 1 })
  })

  test('S2 a signed id of no session is not adopted', async (t) => {
    const site = await startFastify(t, { store })
    const id = newId()
    const keys = await fixture.redis.dbsize()
    const visitor = client([['sid', encodeURIComponent(cookieSigner([OLD]).sign(id))]])
    assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, {})
    assert.equal(await fixture.redis.dbsize(), keys)
    await visitor.post(`${site.url}/attributes`, { visits: 1 })
    assert.notEqual(idIn(visitor), id)
  })

  test('S2 a signed value that cannot be an id stores nothing', async (t) => {
    const site = await startFastify(t, { store })
    const keys = await fixture.redis.dbsize()
    const cookie = encodeURIComponent(cookieSigner([OLD]).sign('user:ada'))
    assert.deepEqual((await client([['sid', cookie]]).get(`${site.url}/attributes`)).body, {})
    assert.equal(await fixture.redis.dbsize(), keys)
  })

  test('a session stays valid while the servers get a new secret one after the other', async (t) => {
    const before = await startFastify(t, { store, secret: [OLD] })
    const visitor = await before.visitor({ visits: 1 })
    // Every server verifies the new secret before the first one signs with it.
    const verifies = await startFastify(t, { store, secret: [OLD, NEW] })
    const signs = await startFastify(t, { store, secret: [NEW, OLD] })
    for (const site of [verifies, signs, verifies, signs]) {
      assert.deepEqual((await visitor.get(`${site.url}/attributes`)).body, { visits: 1 })
    }
  })

  test('a cookie that an old secret signed is renewed once, with the same id', async (t) => {
    const before = await startFastify(t, { store, secret: [OLD] })
    const visitor = await before.visitor({ visits: 1 })
    const id = idIn(visitor)
    const rotated = await startFastify(t, { store, secret: [NEW, OLD] })
    const first = await visitor.get(`${rotated.url}/attributes`)
    const second = await visitor.get(`${rotated.url}/attributes`)
    assert.equal(first.headers.getSetCookie().length, 1)
    assert.ok(first.headers.getSetCookie()[0]?.startsWith(`sid=${id}.`))
    assert.deepEqual(second.headers.getSetCookie(), [])
    assert.equal(idIn(visitor), id)
    const dropped = await startFastify(t, { store, secret: [NEW] })
    assert.deepEqual((await visitor.get(`${dropped.url}/attributes`)).body, { visits: 1 })
  })

  test('a cookie that was not renewed is refused when its secret is removed', async (t) => {
    const before = await startFastify(t, { store, secret: [OLD] })
    const visitor = await before.visitor({ visits: 1 })
    const { store: watched, calls } = watch(store)
    const dropped = await startFastify(t, { store: watched, secret: [NEW] })
    assert.deepEqual((await visitor.get(`${dropped.url}/attributes`)).body, {})
    assert.deepEqual(calls, [])
  })

  test('a change under a cookie of an old secret is saved in the same session', async (t) => {
    const before = await startFastify(t, { store, secret: [OLD] })
    const visitor = await before.visitor({ visits: 1 })
    const id = idIn(visitor)
    const rotated = await startFastify(t, { store, secret: [NEW, OLD] })
    await visitor.post(`${rotated.url}/attributes`, { visits: 2 })
    assert.equal(idIn(visitor), id)
    assert.deepEqual((await store.load(id))?.attributes, { visits: 2 })
  })
})
