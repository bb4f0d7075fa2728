// While Redis is unreachable the answer is 503, never 401: the backend cannot know who is logged in.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, suite, test } from 'node:test'
import {
  type Client,
  client,
  type RedisFixture,
  startRedis,
  until,
} from '@session-clustering/testing'
import { type Backend, startBackend } from '../support/backend.ts'
import { logIn, signUp, type User } from '../support/user.ts'

suite('Redis away', () => {
  let redis: RedisFixture
  let backend: Backend
  let api: string
  let user: User
  let browser: Client
  let records: { key: string; dump: Buffer }[]

  before(async () => {
    redis = await startRedis({ toStop: true })
    backend = await startBackend('backend-1', redis.url)
    api = `${backend.url}/api`
  })
  after(async () => {
    await backend.close()
    await redis.close()
  })
  // A Redis with an append-only file would keep the sessions. Here the test copies them.
  beforeEach(async () => {
    user = await signUp(backend.url)
    browser = await logIn(api, user)
    const keys = await redis.redis.keys('*')
    records = await Promise.all(
      keys.map(async (key) => ({ key, dump: (await redis.redis.dumpBuffer(key)) as Buffer })),
    )
    await redis.stop()
    await until(() => backend.app.redis.status !== 'ready')
  })
  afterEach(comesBack)

  async function comesBack() {
    if (backend.app.redis.status === 'ready') return
    await redis.start()
    for (const { key, dump } of records) await redis.redis.restore(key, 60_000, dump)
    await until(async () => (await fetch(`${backend.url}/readyz`)).ok)
  }

  test('S22 every route that needs a session answers 503 with Retry-After, and keeps the cookie', async () => {
    for (const [method, path, json] of [
      ['GET', '/me', undefined],
      ['GET', '/session', undefined],
      ['GET', '/sessions', undefined],
      ['DELETE', '/sessions', undefined],
      ['GET', '/cart', undefined],
      ['POST', '/cart/book', undefined],
      ['PUT', '/cart/book', { quantity: 1 }],
      ['POST', '/logout', undefined],
      ['POST', '/login', user],
    ] as const) {
      const answer = await browser.send(`${api}${path}`, { method, json })
      assert.equal(answer.status, 503, `${method} ${path}`)
      assert.equal(answer.body.type, 'urn:problem:store-unavailable')
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.doesNotMatch(answer.text, /redis|ECONN|127\.0\.0\.1/i)
    }
  })

  test('S22 afterwards the same cookie is logged in', async () => {
    assert.equal((await browser.get(`${api}/me`)).status, 503)
    await comesBack()
    const { status, body } = await browser.get(`${api}/me`)
    assert.deepEqual([status, body.username], [200, user.username])
  })

  test('S22 login and sign-up answer 503, not 401 or 409', async () => {
    assert.equal((await client().post(`${api}/login`, user)).status, 503)
    assert.equal((await client().post(`${api}/signup`, user)).status, 503)
    assert.equal((await client().post(`${api}/isolated/login`, user)).status, 503)
  })

  test('the process is live but not ready', async () => {
    assert.equal((await fetch(`${backend.url}/livez`)).status, 200)
    const ready = await fetch(`${backend.url}/readyz`)
    assert.equal(ready.status, 503)
    assert.deepEqual(await ready.json(), { status: 'not ready', reasons: ['redis is away'] })
  })

  test('routes that do not need Redis are served', async () => {
    assert.equal((await client().get(`${api}/me`)).status, 401)
    assert.equal((await client().get(`${api}/openapi.json`)).status, 200)
    assert.equal((await browser.get(`${api}/unknown`)).status, 404)
  })
})
