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
})
