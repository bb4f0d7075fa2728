import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('my own record', () => {
  const stack = forSuite(startTwoBackends)

  test('shows every field as Redis stores it', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api`, user)
    await browser.post(`${stack.two.url}/api/cart/book`)
    const { status, body } = await browser.get(`${stack.two.url}/api/session`)
    assert.equal(status, 200)
    assert.equal(body.key, `session:${idIn(browser)}`)
    assert.equal(body.type, 'hash')
    assert.ok(Number(body.ttlMs) > 0 && Number(body.ttlMs) <= 1_800_000)
    const fields = await stack.redis.redis.hgetall(`session:${idIn(browser)}`)
    assert.deepEqual(body.fields, fields)
    const { creationTime, lastAccessedTime, 'sessionAttr:userAgent': userAgent, ...rest } = fields
    assert.deepEqual(rest, {
      maxInactiveInterval: '1800',
      'sessionAttr:username': `"${user.username}"`,
      'sessionAttr:createdBy': '"backend-1"',
      'sessionAttr:cart:book': '1',
    })
    assert.ok(Number(lastAccessedTime) >= Number(creationTime) && userAgent !== undefined)
  })

  for (const [field, value] of [
    ['sessionAttr:username', '["ada"]'],
    ['sessionAttr:createdBy', '5'],
    ['sessionAttr:cart:book', '"five"'],
    ['creationTime', '9000000000000000000'],
  ] as const) {
    test(`a session whose ${field} is ${value} is no session, and in no list`, async () => {
      const user = await signUp(stack.one.url)
      const api = `${stack.one.url}/api`
      const [browser, other] = [await logIn(api, user), await logIn(api, user)]
      await stack.redis.redis.hset(`session:${idIn(browser)}`, field, value)
      for (const path of ['me', 'cart', 'session', 'sessions']) {
        assert.equal((await browser.get(`${api}/${path}`)).status, 401)
      }
      const { status, list } = await other.get(`${api}/sessions`)
      assert.equal(status, 200)
      assert.deepEqual(
        list.map(({ current }) => current),
        [true],
      )
    })
  }
})
