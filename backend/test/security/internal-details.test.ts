import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import type { Answer } from '@session-clustering/testing'
import { forSuite, newName } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { sendRaw } from '../support/tcp-client.ts'
import { logIn, PASSWORD, signUp } from '../support/user.ts'

const INSIDE =
  /\bat .+:\d+|node_modules|\/src\/|\.ts\b|\.lua\b|ioredis|fastify|redis|argon2|ECONN|EVAL|NOSCRIPT|\d+\.\d+\.\d+/i

suite('internal details in answers', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  before(() => {
    api = `${stack.one.url}/api`
  })

  function assertNothingInside(answer: Answer) {
    assert.doesNotMatch(answer.text, INSIDE)
    for (const name of ['server', 'x-powered-by', 'via'])
      assert.equal(answer.headers.get(name), null)
  }

  test('S20 no version and no stack trace for any request', async () => {
    const browser = await logIn(api, await signUp(stack.one.url))
    for (const path of ['me', 'nothing', '%E0%A4%A', 'sessions/%00', 'cart/..%2f']) {
      assertNothingInside(await browser.get(`${api}/${path}`))
    }
    for (const json of [{}, { username: newName(), password: 1 }, '{', null]) {
      assertNothingInside(await browser.post(`${api}/login`, json))
    }
  })

  test('S20 TRACE is not answered with the request', async () => {
    const answer = await sendRaw(
      stack.one.url,
      'TRACE /api/me HTTP/1.1\r\nHost: x\r\nX-Canary: canary\r\nConnection: close\r\n\r\n',
    )
    assert.match(answer, /^HTTP\/1\.1 4\d\d /)
    assert.doesNotMatch(answer, /canary/i)
  })

  test('S20 S22 none while Redis is killed: every answer is 503, never 200 or 401', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(api, user)
    const cookie = browser.cookies.get('sid')
    await stack.redis.stop()
    const answers = [
      await browser.get(`${api}/me`),
      await browser.get(`${api}/session`),
      await browser.get(`${api}/sessions`),
      await browser.get(`${api}/cart`),
      await browser.post(`${api}/cart/book`),
      await browser.put(`${api}/cart/book`, { quantity: 1 }),
      await browser.delete(`${api}/cart/book`),
      await browser.delete(`${api}/sessions`),
      await browser.post(`${api}/password`, { current: PASSWORD, next: 'a new one!' }),
      await browser.post(`${api}/login`, user),
      await browser.post(`${api}/logout`),
      await browser.post(`${api}/signup`, { username: newName(), password: PASSWORD }),
    ]
    for (const answer of answers) {
      assert.equal(answer.status, 503, answer.text)
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal(answer.headers.get('clear-site-data'), null)
      assertNothingInside(answer)
    }
    assert.equal(browser.cookies.get('sid'), cookie)
    await stack.redis.start()
  })
})
