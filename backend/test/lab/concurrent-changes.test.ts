// Step 6 of the lesson: two tabs change one cart at the same moment.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('concurrent changes', () => {
  const stack = forSuite(startTwoBackends)

  const HELD = { 'x-lab-hold-ms': '500' }

  async function twoAtOnce(realm: string) {
    const [one, two] = [`${stack.one.url}${realm}`, `${stack.two.url}${realm}`]
    const browser = await logIn(one, await signUp(stack.one.url))
    const answers = await Promise.all([
      browser.send(`${one}/cart/book`, { method: 'POST', headers: HELD }),
      browser.send(`${two}/cart/pen`, { method: 'POST', headers: HELD }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    )
    return (await browser.get(`${one}/cart`)).body.items
  }

  test('with deltas, both items are kept', async () => {
    assert.deepEqual(await twoAtOnce('/api'), { book: 1, pen: 1 })
  })

  test('with blobs, one item is lost, though both requests succeed', async () => {
    assert.equal(Object.keys((await twoAtOnce('/api/blob')) as object).length, 1)
  })

  test('with deltas, a logout during a held change ends the session for good', async () => {
    const api = `${stack.one.url}/api`
    const browser = await logIn(api, await signUp(stack.one.url))
    const id = idIn(browser)
    const held = browser.send(`${api}/cart/book`, { method: 'POST', headers: HELD })
    await browser.post(`${stack.two.url}/api/logout`)
    assert.ok([200, 401].includes((await held).status))
    assert.equal(await stack.redis.redis.exists(`session:${id}`), 0)
  })

  test('a blob is stored and shown as one string under its own key', async () => {
    const api = `${stack.one.url}/api/blob`
    const user = await signUp(stack.one.url)
    const browser = await logIn(api, user)
    const { body } = await browser.get(`${api}/session`)
    assert.equal(body.key, `session:blob:${idIn(browser, 'blob_sid')}`)
    assert.equal(body.type, 'string')
    const { value } = body.fields as { value: string }
    assert.equal(value, await stack.redis.redis.get(String(body.key)))
    assert.equal(JSON.parse(value).attributes.username, user.username)
  })
})
