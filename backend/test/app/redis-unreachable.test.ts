// While Redis is unreachable the answer is 503, never 401: the backend cannot know who is logged in.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, client, forSuite, until } from '@session-clustering/testing'
import { assertProblem } from '../support/assert-problem.ts'
import { ready, startTwoBackends } from '../support/backend.ts'
import { examplePath, ROUTES } from '../support/routes.ts'
import { logIn, signUp, type User } from '../support/user.ts'

suite('Redis unreachable', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  let user: User
  let browser: Client

  before(async () => {
    api = `${stack.one.url}/api`
    user = await signUp(stack.one.url)
    browser = await logIn(api, user)
    await stack.redis.stop()
    await until(() => stack.one.app.redis.status !== 'ready')
  })

  test('S20 S22 every route answers 503 with Retry-After, keeps the cookie, and shows no internal details', async () => {
    const isolated = ['POST', '/isolated/login', '', user] as const
    for (const [method, path, , json] of [...ROUTES, isolated]) {
      const answer = await browser.send(`${api}${examplePath(path)}`, { method, json })
      assertProblem(answer, 503)
      assert.equal(answer.body.type, 'urn:problem:store-unavailable')
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
      assert.equal(answer.headers.get('clear-site-data'), null)
    }
  })

  test('the process is live but not ready, and serves routes that do not need Redis', async () => {
    assert.equal((await fetch(`${stack.one.url}/livez`)).status, 200)
    const answer = await client().get(`${stack.one.url}/readyz`)
    assert.deepEqual(answer.body, { status: 'not ready', reasons: ['redis is away'] })
    assert.equal(answer.status, 503)
    assert.equal((await client().get(`${api}/me`)).status, 401)
    assert.equal((await client().get(`${api}/openapi.json`)).status, 200)
    assert.equal((await browser.get(`${api}/unknown`)).status, 404)
  })

  test('when Redis is back, the backend reconnects and serves', async () => {
    await stack.redis.start()
    await ready(stack.one.url)
    await logIn(api, await signUp(stack.one.url))
  })
})
