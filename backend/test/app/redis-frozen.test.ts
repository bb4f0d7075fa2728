// Redis neither answers nor hangs up. That may cost one time-out, and not one for every request.
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

  test('requests of the first moment all wait for the same time-out', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.get(`${api}/me`)))
    for (const { status } of answers) assert.equal(status, 503)
    assert.notEqual(backend.app.redis.status, 'ready')
  })

  test('from then on nobody waits: 503, when to try again, and the cookie stays', async () => {
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
    // Each attempt to connect waits for as long as a request would: these have not waited with them.
    assert.ok(attempts - before < 5, `${attempts - before} attempts`)
  })

  test('writes, logins and sign-ups are refused as well', async () => {
    for (const answer of [
      await browser.post(`${api}/cart/book`),
      await browser.post(`${api}/logout`),
      await client().post(`${api}/login`, user),
      await client().post(`${api}/signup`, { ...user, username: 'somebody-else' }),
    ]) {
      assert.equal(answer.status, 503, answer.text)
    }
  })

  test('the process lives, is not ready, and serves what needs no Redis', async () => {
    assert.equal((await fetch(`${backend.url}/livez`)).status, 200)
    const answer = await fetch(`${backend.url}/readyz`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), { status: 'not ready', reasons: ['redis is away'] })
    assert.equal((await client().get(`${api}/me`)).status, 401)
  })

  test('when it thaws, the same cookie is logged in, and nothing was added that was refused for sure', async () => {
    await redis.thaw()
    await ready(backend.url)
    const { status, body } = await browser.get(`${api}/me`)
    assert.deepEqual([status, body.username], [200, user.username])
    assert.deepEqual((await browser.get(`${api}/cart`)).body, { items: {} })
  })
})
