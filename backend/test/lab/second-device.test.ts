// The same store with another cookie, for the second device that the page plays.
import assert from 'node:assert/strict'
import { beforeEach, suite, test } from 'node:test'
import { type Client, client, forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { signUp } from '../support/user.ts'

suite('second device', () => {
  const stack = forSuite(startTwoBackends)
  let browser: Client
  let one: string
  let two: string

  beforeEach(async () => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
    const user = await signUp(stack.one.url)
    browser = client()
    await browser.post(`${one}/login`, user)
    const answer = await browser.post(`${two}/second/login`, user)
    const [cookie = ''] = answer.headers.getSetCookie()
    assert.match(cookie, /^second_sid=[^;]+; Path=\/api\/second; HttpOnly; SameSite=Lax$/)
  })

  test('one cookie jar holds two sessions of one store, and both servers find both', async () => {
    const keys = ['sid', 'second_sid'].map((cookie) => `session:${idIn(browser, cookie)}`)
    assert.equal(await stack.redis.redis.exists(keys), 2)
    for (const api of [one, two]) {
      assert.equal((await browser.get(`${api}/me`)).status, 200)
      assert.equal((await browser.get(`${api}/second/me`)).status, 200)
      assert.equal((await browser.get(`${api}/sessions`)).list.length, 2)
    }
  })

  test('its session, ended by the first device, is not found at its next request; its cookie stays', async () => {
    const { list } = await browser.get(`${one}/sessions`)
    const other = list.find(({ current }) => !current)
    assert.equal((await browser.delete(`${one}/sessions/${other?.handle}`)).status, 204)
    assert.equal((await browser.get(`${two}/second/me`)).status, 401)
    assert.ok(browser.cookies.has('second_sid'))
    assert.equal((await browser.get(`${two}/me`)).status, 200)
  })
})
