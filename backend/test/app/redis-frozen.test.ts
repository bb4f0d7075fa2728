// A frozen Redis does not answer and keeps its connections open. This may cost one time-out, not one for every request.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, forSuite } from '@session-clustering/testing'
import { ready, startTwoBackends } from '../support/backend.ts'
import { logIn, signUp, type User } from '../support/user.ts'

suite('Redis frozen', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  let user: User
  let browser: Client
  let attempts = 0

  before(async () => {
    api = `${stack.one.url}/api`
    user = await signUp(stack.one.url)
    browser = await logIn(api, user)
    stack.one.app.redis.on('connect', () => {
      attempts += 1
    })
    await stack.redis.freeze()
  })

  test('requests at the same moment share one time-out', async () => {
    const paths = [...Array<string>(20).fill('/api/me'), '/readyz']
    const answers = await Promise.all(paths.map((path) => browser.get(`${stack.one.url}${path}`)))
    for (const { status } of answers) assert.equal(status, 503)
    assert.notEqual(stack.one.app.redis.status, 'ready')
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
    assert.equal((await browser.post(`${api}/cart/book`)).status, 503)
    // An attempt to connect takes as long as a time-out. So few attempts show that requests did not wait for them.
    assert.ok(attempts - before < 5, `${attempts - before} attempts`)
  })

  test('S22 after the thaw the same cookie is logged in, and refused changes were not made', async () => {
    await stack.redis.thaw()
    await ready(stack.one.url)
    const { status, body } = await browser.get(`${api}/me`)
    assert.deepEqual([status, body.username], [200, user.username])
    assert.deepEqual((await browser.get(`${api}/cart`)).body, { items: {} })
  })
})
