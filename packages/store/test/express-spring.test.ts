// springCookie: express-session with Spring's cookie.
import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { suite, type TestContext, test } from 'node:test'
import { client, forSuite, startRedis } from '@session-clustering/testing'
import { oneSessionCookie, springCookie } from '../src/express/index.ts'
import { RedisSessionStore } from '../src/index.ts'
import { startExpress } from './support/express-site.ts'
import { SECRET } from './support/site.ts'

suite('springCookie', () => {
  const fixture = forSuite(startRedis)

  async function start(t: TestContext) {
    const store = new RedisSessionStore(await fixture.connect(), { layout: 'spring' })
    const site = await startExpress(t, {
      store,
      name: 'SESSION',
      genid: () => randomUUID(),
      before: [
        springCookie({ secret: SECRET }),
        oneSessionCookie(store, { secret: SECRET, name: 'SESSION' }),
      ],
      routes: (app) => {
        app.get('/cookies', (request, response) => {
          request.session.touch()
          response.cookie('other', 's:1')
          Object.assign(request.session, { seen: 1 })
          response.json({})
        })
      },
    })
    return { store, url: site.url }
  }

  const base64 = (id: string) => Buffer.from(id).toString('base64')

  test("a new session has Spring's cookie, and its requests find it", async (t) => {
    const { store, url } = await start(t)
    const browser = client()
    const { headers } = await browser.post(`${url}/attributes`, { a: 1 })
    const [, value = ''] =
      /^SESSION=([\w+/]{48}); Path=\/; HttpOnly$/.exec(headers.getSetCookie()[0] ?? '') ?? []
    assert.deepEqual((await store.load(Buffer.from(value, 'base64').toString()))?.attributes, {
      a: 1,
    })
    assert.deepEqual((await browser.get(`${url}/attributes`)).body, { a: 1 })
    assert.equal((await browser.post(`${url}/logout`)).status, 200)
    assert.deepEqual((await browser.get(`${url}/attributes`)).body, {})
  })

  test('a session of Spring is found, beside a cookie that another program set', async (t) => {
    const { store, url } = await start(t)
    const id = randomUUID()
    await store.insert(id, { a: 1 })
    const cookie = `SESSION=${base64(randomUUID())}; theme=dark; SESSION=${base64(id)}`
    const { body } = await client().send(`${url}/attributes`, { headers: { cookie } })
    assert.deepEqual(body, { a: 1 })
  })

  test('a value that is no id in base64 is no session, not even a signed one', async (t) => {
    const { store, url } = await start(t)
    const id = randomUUID()
    await store.insert(id, { a: 1 })
    const signature = createHmac('sha256', SECRET).update(id).digest('base64').replace(/=+$/, '')
    const signed = encodeURIComponent(`s:${id}.${signature}`)
    for (const value of [id, signed, `${base64(id)}=`, '%%%', '']) {
      const { status, body } = await client([['SESSION', value]]).get(`${url}/attributes`)
      assert.deepEqual([status, body], [200, {}])
    }
  })

  test('other cookies of the response stay as they are', async (t) => {
    const { url } = await start(t)
    const lines = (await client().get(`${url}/cookies`)).headers.getSetCookie()
    assert.equal(lines.length, 2)
    assert.ok(lines.includes('other=s%3A1; Path=/'))
  })

  for (const [options, name] of [
    [{}, 'secret'],
    [{ secret: SECRET, name: '' }, 'name'],
    [{ secret: SECRET, path: '/' }, 'path'],
  ] as const) {
    test(`springCookie refuses ${JSON.stringify(Object.keys(options))} and names ${name}`, () => {
      const named = { name: 'TypeError', message: new RegExp(`option "${name}"`) }
      assert.throws(() => springCookie(options as never), named)
    })
  }
})
