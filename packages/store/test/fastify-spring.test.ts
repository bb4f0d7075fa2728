// sharedSessions with layout: 'spring', without Java.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, type TestContext, test } from 'node:test'
import { client, forSuite, newId, startRedis } from '@session-clustering/testing'
import fastify from 'fastify'
import { type SharedSessionsOptions, sharedSessions } from '../src/fastify/index.ts'
import { springLogin } from '../src/index.ts'

suite("sharedSessions with layout: 'spring'", () => {
  const fixture = forSuite(startRedis)

  async function start(t: TestContext, options: Partial<SharedSessionsOptions> = {}) {
    const log: string[] = []
    const app = fastify({
      logger: { level: 'warn', stream: { write: (line) => void log.push(line) } },
      forceCloseConnections: true,
    })
    t.after(() => app.close())
    const redis = await fixture.connect()
    await app.register(sharedSessions, { ...options, redis, layout: 'spring' })
    app.get('/login', async ({ session }) => springLogin(session) ?? {})
    app.get('/attributes', async ({ session: { cookie: _, ...attributes } }) => attributes)
    app.post('/attributes', async ({ session, body }) => void Object.assign(session, body))
    app.post('/renew', async ({ session }) => session.regenerate(['a' as never]))
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    return { url, log, app }
  }

  const base64 = (id: string) => Buffer.from(id).toString('base64')
  const KEY = 'spring:session:sessions:'

  test("a new session has Spring's cookie, id and key", async (t) => {
    const { url } = await start(t)
    const { headers } = await client().post(`${url}/attributes`, { a: 1 })
    const [line = ''] = headers.getSetCookie()
    const [, value = ''] =
      /^SESSION=([\w+/]{48}); Path=\/; HttpOnly; SameSite=Lax$/.exec(line) ?? []
    const id = Buffer.from(value, 'base64').toString()
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/)
    assert.equal(await fixture.redis.hget(KEY + id, 'sessionAttr:a'), '1')
  })

  test("a session of Spring is found by Spring's cookie, and no cookie is sent", async (t) => {
    const { url } = await start(t)
    const id = randomUUID()
    const context = { authentication: { authenticated: true, principal: 'ada' } }
    await fixture.redis.hset(KEY + id, {
      creationTime: Date.now(),
      lastAccessedTime: Date.now(),
      maxInactiveInterval: 900,
      'sessionAttr:SPRING_SECURITY_CONTEXT': JSON.stringify({ '@class': 'a.Context', ...context }),
    })
    const browser = client([['SESSION', base64(id)]])
    const { body, headers } = await browser.get(`${url}/login`)
    assert.deepEqual(body, { name: 'ada', authorities: [] })
    assert.deepEqual(headers.getSetCookie(), [])
    await browser.post(`${url}/renew`)
    assert.equal(await fixture.redis.exists(KEY + id), 0)
  })

  test('base64 with padding is sent and read as it is', async (t) => {
    const { url } = await start(t, { idGenerator: () => newId() })
    const browser = client()
    await browser.post(`${url}/attributes`, { a: 1 })
    await browser.post(`${url}/renew`)
    const short = await start(t, { idGenerator: () => newId().slice(0, 20) })
    await browser.post(`${short.url}/renew`)
    assert.match(browser.cookies.get('SESSION') ?? '', /^[\w+/]+=$/)
    assert.deepEqual((await browser.get(`${url}/attributes`)).body, { a: 1 })
  })

  test('what is no id in base64 is no session, and sends no command', async (t) => {
    const { url, app } = await start(t)
    const id = randomUUID()
    await app.sessions.insert(id, {})
    let loads = 0
    t.mock.method(app.sessions, 'load', () => {
      loads += 1
    })
    for (const value of [
      id,
      `${base64(id)}.x`,
      `${base64(id)}=`,
      '',
      base64('../user:ada'),
      '%%%',
    ]) {
      const { status, body } = await client([['SESSION', value]]).get(`${url}/attributes`)
      assert.deepEqual([status, body], [200, {}])
    }
    assert.equal(loads, 0)
  })

  test('with a secret, the cookie is signed', async (t) => {
    const { url } = await start(t, { secret: 'a cookie secret that only tests know' })
    const browser = client()
    await browser.post(`${url}/attributes`, { a: 1 })
    assert.match(browser.cookies.get('SESSION') ?? '', /^[\da-f-]{36}\./)
    assert.deepEqual((await browser.get(`${url}/attributes`)).body, { a: 1 })
  })

  test('a damaged record is no session, and is logged once', async (t) => {
    const { url, log } = await start(t)
    const id = randomUUID()
    await fixture.redis.hset(KEY + id, { lastAccessedTime: Date.now() })
    for (let i = 0; i < 3; i += 1) {
      const browser = client([['SESSION', base64(id)]])
      assert.deepEqual((await browser.get(`${url}/attributes`)).body, {})
    }
    assert.equal(log.length, 1)
    assert.match(log[0] ?? '', /cannot be read/)
  })

  test('a value that Spring cannot read is a 500 that names it, and nothing is stored', async (t) => {
    const { url } = await start(t)
    const browser = client()
    const { status, body } = await browser.post(`${url}/attributes`, {
      a: { '@class': 'evil.Bean' },
    })
    assert.equal(status, 500)
    assert.match(String(body.message), /"a".*evil\.Bean/)
    assert.equal(browser.cookies.size, 0)
  })

  test('no absolute lifetime cuts an idle timeout of a day, so nothing is logged', async (t) => {
    const { log } = await start(t, { idleTimeoutSeconds: 86_400 })
    assert.deepEqual(log, [])
  })
})
