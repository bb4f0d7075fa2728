// Counts the Redis commands and round trips of a request.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, commandsDuring, forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('Redis commands of a request', () => {
  const stack = forSuite(startTwoBackends)

  async function someoneLoggedIn() {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api`, user)
    // Let both backends load their scripts into Redis.
    await browser.get(`${stack.one.url}/api/me`)
    await browser.post(`${stack.one.url}/api/cart/warm-up`)
    await browser.get(`${stack.two.url}/api/me`)
    return browser
  }
  const namesOf = (commands: string[][]) => commands.map(([name]) => name?.toLowerCase())

  test('an authenticated read takes one round trip, with no later write', async () => {
    const browser = await someoneLoggedIn()
    const commands = await commandsDuring(stack.redis.redis, async () => {
      const { status } = await browser.get(`${stack.one.url}/api/me`)
      assert.equal(status, 200)
    })
    assert.deepEqual(namesOf(commands), ['evalsha'])
    assert.ok(commands[0]?.includes(`session:${idIn(browser)}`))
  })

  test('a change takes two round trips', async () => {
    const browser = await someoneLoggedIn()
    await browser.put(`${stack.one.url}/api/cart/book`, { quantity: 1 })
    for (const change of [
      () => browser.post(`${stack.one.url}/api/cart/book`),
      () => browser.put(`${stack.one.url}/api/cart/book`, { quantity: 5 }),
      () => browser.delete(`${stack.one.url}/api/cart/book`),
    ]) {
      const commands = await commandsDuring(stack.redis.redis, change)
      assert.deepEqual(namesOf(commands), ['evalsha', 'evalsha'])
    }
  })

  test('an anonymous request, or one with a forged cookie, sends no command', async () => {
    const forged = client([['sid', `${'x'.repeat(32)}.${'y'.repeat(43)}`]])
    const commands = await commandsDuring(stack.redis.redis, async () => {
      assert.equal((await client().get(`${stack.one.url}/api/me`)).status, 401)
      assert.equal((await client().get(`${stack.two.url}/api/cart`)).status, 401)
      assert.equal((await client().post(`${stack.two.url}/api/logout`)).status, 204)
      assert.equal((await forged.get(`${stack.one.url}/api/me`)).status, 401)
    })
    assert.deepEqual(commands, [])
  })

  test('a request that needs no session sends no command, even with a cookie', async () => {
    const browser = await someoneLoggedIn()
    const commands = await commandsDuring(stack.redis.redis, async () => {
      await browser.get(`${stack.one.url}/livez`)
      await browser.get(`${stack.one.url}/api/openapi.json`)
      await browser.get(`${stack.one.url}/api/unknown`)
      await browser.put(`${stack.one.url}/api/me`)
    })
    assert.deepEqual(commands, [])
  })
})
