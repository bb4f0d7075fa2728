// Several session cookies in a request, in Express. In Fastify: fastify-cookies.test.ts.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Client, client, newId } from '@session-clustering/testing'
import { oneSessionCookie } from '../src/express/index.ts'
import { cookieSigner } from '../src/fastify/index.ts'
import { MemorySessionStore } from '../src/index.ts'
import { expressIdIn, startExpress } from './support/express-site.ts'
import { SECRET } from './support/site.ts'

suite('several session cookies in Express', () => {
  const store = new MemorySessionStore()
  const cookieOf = (browser: Client) => `connect.sid=${browser.cookies.get('connect.sid')}`
  const signed = (id: string) =>
    `connect.sid=${encodeURIComponent(`s:${cookieSigner(SECRET).sign(id)}`)}`

  for (const [what, add] of Object.entries<(genuine: string) => string>({
    'after one of another program': (genuine) => `connect.sid=other; ${genuine}`,
    'after a forged one': (genuine) => `connect.sid=s%3A${newId()}.forged; ${genuine}`,
    'before a forged one': (genuine) => `a=1; ${genuine}; connect.sid=s%3A${newId()}.forged`,
    'after a signed one of no session': (genuine) => `${signed(newId())}; ${genuine}`,
  })) {
    test(`the session cookie ${what} is used, and its logout ends the session`, async (t) => {
      const site = await startExpress(t, { store, oneCookie: true })
      const visitor = await site.visitor({ visits: 1 })
      const headers = { cookie: add(cookieOf(visitor)) }
      const answer = await client().send(`${site.url}/attributes`, { headers })
      assert.deepEqual(answer.body, { visits: 1 })
      await client().send(`${site.url}/logout`, { method: 'POST', headers })
      assert.equal(await store.load(expressIdIn(visitor)), undefined)
    })
  }

  test('of forged cookies none is used', async (t) => {
    const site = await startExpress(t, { store, oneCookie: true })
    const visitor = await site.visitor({ visits: 1 })
    const forged = cookieOf(visitor).slice(0, -2)
    const headers = { cookie: `${forged}; ${forged}x` }
    assert.deepEqual((await client().send(`${site.url}/attributes`, { headers })).body, {})
  })

  for (const path of ['/logout', '/regenerate']) {
    test(`S3 with the cookies of two sessions a request is anonymous, and ${path} ends both`, async (t) => {
      const site = await startExpress(t, { store, oneCookie: true })
      const [own, planted] = [await site.visitor({ own: 1 }), await site.visitor({ planted: 1 })]
      const headers = { cookie: `${cookieOf(planted)}; ${cookieOf(own)}` }
      assert.deepEqual((await client().send(`${site.url}/attributes`, { headers })).body, {})
      const answer = await client().send(`${site.url}${path}`, {
        method: 'POST',
        headers,
        json: {},
      })
      assert.equal(answer.status, 200)
      assert.equal(await store.load(expressIdIn(own)), undefined)
      assert.equal(await store.load(expressIdIn(planted)), undefined)
    })
  }

  for (const options of [{}, { secret: '' }, { secret: [] }, { secret: SECRET, nam: 'x' }]) {
    test(`the options ${JSON.stringify(options)} are a TypeError`, () => {
      assert.throws(() => oneSessionCookie(store, options as never), TypeError)
    })
  }
})
