import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('session timeout', () => {
  const stack = forSuite(startTwoBackends)
  let url: string
  before(() => {
    url = `${stack.one.url}/api/lab/session`
  })

  test('a visitor shortens only their own session, and makes it long again', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api`, user)
    const elsewhere = await logIn(`${stack.two.url}/api`, user)
    const { status, body } = await browser.put(url, { idleTimeoutSeconds: 5 })
    assert.equal(status, 200)
    assert.equal(body.key, `session:${idIn(browser)}`)
    assert.equal((body.fields as Record<string, string>).maxInactiveInterval, '5')
    assert.ok(Number(body.ttlMs) <= 5_000)
    const other = await elsewhere.get(`${stack.one.url}/api/session`)
    assert.equal((other.body.fields as Record<string, string>).maxInactiveInterval, '1800')
    const again = await browser.put(url, { idleTimeoutSeconds: 1800 })
    assert.ok(Number(again.body.ttlMs) > 1_790_000)
  })

  test('needs a login, and a time-out within the bounds', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    for (const idleTimeoutSeconds of [4, 1801, 5.5, '5', null]) {
      assert.equal((await browser.put(url, { idleTimeoutSeconds })).status, 400)
    }
    assert.equal((await client().put(url, { idleTimeoutSeconds: 5 })).status, 401)
  })
})
