// Redis has no memory left. Its policy is noeviction, so it refuses writes and keeps all sessions.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { type Client, client, type RedisFixture, startRedis } from '@session-clustering/testing'
import { type Backend, startBackend } from '../support/backend.ts'
import { logIn, PASSWORD, signUp, type User } from '../support/user.ts'

suite('Redis out of memory', () => {
  let redis: RedisFixture
  let backend: Backend
  let api: string
  let user: User
  let browser: Client

  before(async () => {
    redis = await startRedis()
    backend = await startBackend('backend-1', redis.url)
    api = `${backend.url}/api`
    user = await signUp(backend.url)
    browser = await logIn(api, user)
    await browser.put(`${api}/cart/book`, { quantity: 2 })
    await redis.redis.config('SET', 'maxmemory', 1)
  })
  after(async () => {
    await redis.redis.config('SET', 'maxmemory', 0)
    await backend.close()
    await redis.close()
  })

  test('existing sessions can be read, and reads extend them', async () => {
    for (const path of ['me', 'session', 'sessions', 'cart']) {
      assert.equal((await browser.get(`${api}/${path}`)).status, 200, path)
    }
    assert.deepEqual((await browser.get(`${api}/cart`)).body, { items: { book: 2 } })
    assert.equal((await fetch(`${backend.url}/readyz`)).status, 200)
  })

  test('writes are refused with 503 and Retry-After', async () => {
    for (const answer of [
      await browser.post(`${api}/cart/book`),
      await browser.put(`${api}/cart/pen`, { quantity: 1 }),
      await client().post(`${api}/login`, user),
      await client().post(`${api}/signup`, { username: 'somebody', password: PASSWORD }),
    ]) {
      assert.deepEqual(
        [answer.status, answer.body.type],
        [503, 'urn:problem:store-unavailable'],
        answer.text,
      )
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
  })

  test('nobody is logged out, and writes work when memory is free again', async () => {
    await redis.redis.config('SET', 'maxmemory', 0)
    assert.equal((await browser.get(`${api}/me`)).status, 200)
    assert.deepEqual((await browser.post(`${api}/cart/book`)).body, { items: { book: 3 } })
  })

  test('a logout works without free memory', async () => {
    await redis.redis.config('SET', 'maxmemory', 1)
    assert.equal((await browser.post(`${api}/logout`)).status, 204)
    assert.equal((await browser.get(`${api}/me`)).status, 401)
  })
})
