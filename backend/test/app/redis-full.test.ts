// Redis has no memory left. Its policy is noeviction, so it refuses writes and keeps all sessions.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, client, forSuite, newName } from '@session-clustering/testing'
import { assertProblem } from '../support/assert-problem.ts'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp, type User } from '../support/user.ts'

suite('Redis out of memory', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  let user: User
  let browser: Client

  before(async () => {
    api = `${stack.one.url}/api`
    user = await signUp(stack.one.url)
    browser = await logIn(api, user)
    await stack.redis.redis.config('SET', 'maxmemory', 1)
  })

  test('sessions can be read, and the backend is ready', async () => {
    for (const path of ['me', 'session', 'sessions', 'cart']) {
      assert.equal((await browser.get(`${api}/${path}`)).status, 200, path)
    }
    assert.equal((await fetch(`${stack.one.url}/readyz`)).status, 200)
  })

  test('changes, logins and sign-ups are refused with 503 and Retry-After', async () => {
    for (const answer of [
      await browser.post(`${api}/cart/book`),
      await browser.put(`${api}/cart/pen`, { quantity: 1 }),
      await client().post(`${api}/login`, user),
      await client().post(`${api}/signup`, { username: newName(), password: PASSWORD }),
    ]) {
      assertProblem(answer, 503)
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
    }
  })

  test('a logout works', async () => {
    assert.equal((await browser.post(`${api}/logout`)).status, 204)
    assert.equal((await browser.get(`${api}/me`)).status, 401)
  })
})
