// What a request costs in Redis.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, commandsDuring, forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from './support/backend.ts'
import { logIn, signUp } from './support/user.ts'

suite('commands that a request costs', () => {
  const stack = forSuite(startTwoBackends)

  async function someoneLoggedIn() {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api`, user)
    // Both backends have sent their scripts to Redis once.
    await browser.get(`${stack.one.url}/api/me`)
    await browser.post(`${stack.one.url}/api/cart/warm-up`)
    await browser.get(`${stack.two.url}/api/me`)
    return browser
  }
  const namesOf = (commands: string[][]) => commands.map(([name]) => name?.toLowerCase())

  test('an authenticated read is one round trip, with nothing to write back', async () => {
    const browser = await someoneLoggedIn()
    const commands = await commandsDuring(stack.redis.redis, async () => {
      const { status } = await browser.get(`${stack.one.url}/api/me`)
      assert.equal(status, 200)
    })
    assert.deepEqual(namesOf(commands), ['evalsha'])
    assert.ok(commands[0]?.includes(`session:${idIn(browser)}`))
  })

  test('so are twenty through two backends: twenty', async () => {
    const browser = await someoneLoggedIn()
    const commands = await commandsDuring(stack.redis.redis, async () => {
      for (let i = 0; i < 10; i += 1) {
        await browser.get(`${stack.one.url}/api/me`)
        await browser.get(`${stack.two.url}/api/cart`)
      }
    })
    assert.deepEqual(namesOf(commands), Array(20).fill('evalsha'))
  })

  test('a change is two round trips', async () => {
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

  test('an anonymous request costs nothing', async () => {
    const commands = await commandsDuring(stack.redis.redis, async () => {
      assert.equal((await client().get(`${stack.one.url}/api/me`)).status, 401)
      assert.equal((await client().get(`${stack.two.url}/api/cart`)).status, 401)
      assert.equal((await client().post(`${stack.two.url}/api/logout`)).status, 204)
    })
    assert.deepEqual(commands, [])
  })

  test('neither does a forged cookie', async () => {
    const forged = client([['sid', `${'x'.repeat(32)}.${'y'.repeat(43)}`]])
    const commands = await commandsDuring(stack.redis.redis, () =>
      forged.get(`${stack.one.url}/api/me`),
    )
    assert.deepEqual(commands, [])
  })

  test('nor what is no concern of a session, whoever asks', async () => {
    const browser = await someoneLoggedIn()
    const commands = await commandsDuring(stack.redis.redis, async () => {
      await browser.get(`${stack.one.url}/livez`)
      await browser.get(`${stack.one.url}/api/openapi.json`)
      await browser.get(`${stack.one.url}/api/unknown`)
      await browser.put(`${stack.one.url}/api/me`)
    })
    assert.deepEqual(commands, [])
  })

  test('the isolated realm asks Redis for no session', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api/isolated`, user)
    const commands = await commandsDuring(stack.redis.redis, async () => {
      assert.equal((await browser.get(`${stack.one.url}/api/isolated/me`)).status, 200)
    })
    assert.deepEqual(commands, [])
  })
})
