import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, client, forSuite, idIn, pauseCall, until } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('cart', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  before(() => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
  })

  const somebody = async () => logIn(one, await signUp(stack.one.url))
  const itemsOf = async (browser: Client) => (await browser.get(`${two}/cart`)).body.items

  test('begins empty; a POST adds one', async () => {
    const browser = await somebody()
    assert.deepEqual(await itemsOf(browser), {})
    await browser.post(`${one}/cart/book`)
    const answer = await browser.post(`${two}/cart/book`)
    assert.deepEqual([answer.status, answer.body], [200, { items: { book: 2 } }])
  })

  test('50 POSTs at the same moment through both backends count 50', async () => {
    const browser = await somebody()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => browser.post(`${i % 2 ? one : two}/cart/book`)),
    )
    assert.ok(answers.every(({ status }) => status === 200))
    assert.deepEqual(await itemsOf(browser), { book: 50 })
  })

  test('a PUT sets the quantity, a DELETE removes the item', async () => {
    const browser = await somebody()
    for (const quantity of [0, 9999]) {
      const put = await browser.put(`${one}/cart/book`, { quantity })
      assert.deepEqual([put.status, put.body], [200, { items: { book: quantity } }])
    }
    assert.equal((await browser.delete(`${two}/cart/book`)).status, 204)
    assert.deepEqual(await itemsOf(browser), {})
    assert.equal((await browser.delete(`${two}/cart/book`)).status, 204)
  })

  test('a change that is paused between load and save does not overwrite a newer one', async () => {
    const browser = await somebody()
    const paused = pauseCall(stack.one.app.redis, 'sessionUpdate')
    const slow = browser.put(`${one}/cart/a`, { quantity: 1 })
    await paused.reached
    await browser.put(`${two}/cart/b`, { quantity: 2 })
    paused.resume()
    assert.equal((await slow).status, 200)
    assert.deepEqual(await itemsOf(browser), { a: 1, b: 2 })
  })

  for (const [what, command, change] of [
    ['post', 'sessionIncrement', (browser: Client) => browser.post(`${one}/cart/book`)],
    ['put', 'sessionUpdate', (browser: Client) => browser.put(`${one}/cart/book`, { quantity: 1 })],
    ['delete', 'sessionUpdate', (browser: Client) => browser.delete(`${one}/cart/book`)],
  ] as const) {
    test(`a ${what} that is held until after a logout answers 401, and leaves no session`, async () => {
      const browser = await somebody()
      const id = idIn(browser)
      const paused = pauseCall(stack.one.app.redis, command)
      const slow = change(browser)
      await paused.reached
      await client(browser.cookies).post(`${two}/logout`)
      paused.resume()
      assert.equal((await slow).status, 401)
      assert.equal(await stack.redis.redis.exists(`session:${id}`), 0)
    })
  }

  test('a change that is held for more than 3 s, by the clock of Redis, is refused', async () => {
    const browser = await somebody()
    const { redis } = stack.redis
    const paused = pauseCall(stack.one.app.redis, 'sessionUpdate')
    const slow = browser.put(`${one}/cart/book`, { quantity: 1 })
    await paused.reached
    const readAt = Number(await redis.hget(`session:${idIn(browser)}`, 'lastAccessedTime'))
    await until(async () => Number((await redis.time())[0]) * 1000 > readAt + 3_000)
    paused.resume()
    const { status, body } = await slow
    assert.deepEqual([status, body.type], [503, 'urn:problem:store-unavailable'])
    assert.deepEqual(await itemsOf(browser), {})
  })

  test('the name of an item cannot collide with another attribute', async () => {
    const browser = await somebody()
    for (const item of ['username', 'createdby', 'cookie', 'constructor', 'save']) {
      assert.equal((await browser.put(`${one}/cart/${item}`, { quantity: 3 })).status, 200, item)
    }
    assert.equal((await browser.get(`${two}/me`)).status, 200)
  })

  test('is full with 50 of 100 different items added at the same moment; these can still be changed', async () => {
    const browser = await somebody()
    const items = Array.from({ length: 50 }, (_, i) => `item-${i}`)
    const answers = await Promise.all(
      [...items, ...items.map((item) => `more-${item}`)].map((item, i) =>
        browser.post(`${i % 2 ? one : two}/cart/${item}`),
      ),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 50)
    const [kept = ''] = Object.keys((await itemsOf(browser)) ?? {})
    const full = await browser.post(`${two}/cart/one-more`)
    assert.deepEqual([full.status, full.body.type], [409, 'urn:problem:cart-full'])
    assert.equal((await browser.put(`${two}/cart/one-more`, { quantity: 1 })).status, 409)
    assert.equal((await browser.post(`${two}/cart/${kept}`)).status, 200)
    assert.equal(Object.keys((await itemsOf(browser)) ?? {}).length, 50)
  })
})
