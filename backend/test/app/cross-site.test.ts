import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, forSuite } from '@session-clustering/testing'
import { assertProblem } from '../support/assert-problem.ts'
import { startTwoBackends } from '../support/backend.ts'
import { examplePath, ROUTES } from '../support/routes.ts'
import { logIn, signUp } from '../support/user.ts'

suite('requests from another site', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  let browser: Client
  before(async () => {
    api = `${stack.one.url}/api`
    browser = await logIn(api, await signUp(stack.one.url))
  })

  const post = (headers: Record<string, string>) =>
    browser.send(`${api}/cart/book`, { method: 'POST', headers })
  const own = () => stack.one.url

  for (const site of ['cross-site', 'same-site', 'nonsense', '']) {
    test(`S15 Sec-Fetch-Site: ${site} is refused with 403`, async () => {
      const answer = await post({ 'sec-fetch-site': site, origin: own() })
      assert.equal(answer.status, 403)
      assert.equal(answer.body.type, 'urn:problem:cross-site')
    })
  }

  for (const site of ['same-origin', 'none']) {
    test(`Sec-Fetch-Site: ${site} is accepted`, async () => {
      assert.equal((await post({ 'sec-fetch-site': site })).status, 200)
    })
  }

  for (const origin of ['http://evil.example', 'null', 'nonsense', 'http://127.0.0.1:1']) {
    test(`S15 without Sec-Fetch-Site, Origin: ${origin} is refused`, async () => {
      assert.equal((await post({ origin })).status, 403)
    })
  }

  test('without Sec-Fetch-Site, the own Origin is accepted', async () => {
    assert.equal((await post({ origin: own() })).status, 200)
  })

  test('S15 a client that sends neither header is not a browser, and is accepted', async () => {
    // fetch always sends Sec-Fetch-Site, so this writes the request itself.
    const answer = await stack.one.app.inject({ method: 'POST', url: '/api/logout' })
    assert.equal(answer.statusCode, 204)
  })

  test('S15 every change is refused and has no effect, in both realms, login included', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    for (const realm of [api, `${api}/isolated`]) {
      for (const [method, path, , json] of ROUTES) {
        if (method === 'GET') continue
        const sent = { method, headers, json }
        assertProblem(await browser.send(`${realm}${examplePath(path)}`, sent), 403)
      }
    }
    assert.equal((await browser.get(`${api}/me`)).status, 200)
    assert.equal(await stack.redis.redis.exists('user:newcomer'), 0)
  })

  test('a read is accepted', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    assert.equal((await browser.send(`${api}/me`, { headers })).status, 200)
  })
})
