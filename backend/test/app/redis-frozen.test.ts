// A frozen Redis does not answer and keeps its connections open. This may cost one time-out, not one for every request.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { type Client, client, type RedisFixture, startRedis } from '@session-clustering/testing'
import { type Backend, ready, startBackend } from '../support/backend.ts'
import { logIn, signUp, type User } from '../support/user.ts'

suite('Redis frozen', () => {
  let redis: RedisFixture
  let backend: Backend
  let api: string
  let user: User
  let browser: Client
  let attempts = 0

  before(async () => {
    redis = await startRedis({ toStop: true })
    backend = await startBackend('backend-1', redis.url)
    api = `${backend.url}/api`
    user = await signUp(backend.url)
    browser = await logIn(api, user)
    backend.app.redis.on('connect', () => {
      attempts += 1
    })
    await redis.freeze()
  })
  after(async () => {
    await backend.close()
    await redis.close()
  })

  test('requests at the same moment share one time-out', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.get(`${api}/me`)))
    for (const { status } of answers) assert.equal(status, 503)
    assert.notEqual(backend.app.redis.status, 'ready')
  })

  test('after it, every request gets 503 with Retry-After at once, and keeps its cookie', async () => {
    const before = attempts
    for (let i = 0; i < 50; i += 1) {
      const answer = await browser.get(`${api}/me`)
      assert.deepEqual(
        [answer.status, answer.body.type],
        [503, 'urn:problem:store-unavailable'],
        answer.text,
      )
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
    // An attempt to connect takes as long as a time-out. So few attempts show that requests did not wait for them.
    assert.ok(attempts - before < 5, `${attempts - before} attempts`)
  })

  test('changes, logins and sign-ups are refused as well', async () => {
    for (const answer of [
      await browser.post(`${api}/cart/book`),
      await browser.post(`${api}/logout`),
      await client().post(`${api}/login`, user),
      await client().post(`${api}/signup`, { ...user, username: 'somebody-else' }),
    ]) {
      assert.equal(answer.status, 503, answer.text)
    }
  })

  test('the process is live but not ready, and serves routes that do not need Redis', async () => {
    assert.equal((await fetch(`${backend.url}/livez`)).status, 200)
    const answer = await fetch(`${backend.url}/readyz`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), { status: 'not ready', reasons: ['redis is away'] })
    assert.equal((await client().get(`${api}/me`)).status, 401)
  })

  test('after the thaw the same cookie is logged in, and refused changes were not made', async () => {
    await redis.thaw()
    await ready(backend.url)
    const { status, body } = await browser.get(`${api}/me`)
    assert.deepEqual([status, body.username], [200, user.username])
    assert.deepEqual((await browser.get(`${api}/cart`)).body, { items: {} })
  })
})
