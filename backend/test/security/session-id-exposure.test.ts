import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Answer, client, forSuite, idIn } from '@session-clustering/testing'
import { startBackend, startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp } from '../support/user.ts'

suite('the session id', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  before(() => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
  })

  /** Everything of an answer that a script in the page can read: all but Set-Cookie. */
  const visible = ({ headers, text }: Answer) =>
    [...headers].filter(([name]) => name !== 'set-cookie').join('\n') + text

  test('S8 is only in the Set-Cookie header of an answer', async (t) => {
    // With the lab on, `GET session` shows the key.
    const labOff = await startBackend('backend-3', stack.redis.url, { LAB: 'off' })
    t.after(() => labOff.close())
    const api = `${labOff.url}/api`
    const user = await signUp(stack.one.url)
    const browser = client()
    const answers = [await browser.post(`${api}/login`, user)]
    const first = idIn(browser)
    for (const path of ['me', 'session', 'sessions', 'cart', 'nothing', 'openapi.json']) {
      answers.push(await browser.get(`${api}/${path}`))
    }
    const { list } = await browser.get(`${api}/sessions`)
    answers.push(await browser.post(`${api}/cart/book`))
    answers.push(await browser.put(`${api}/cart/book`, { quantity: 'many' }))
    answers.push(await browser.post(`${api}/login`, { ...user, password: 'wrong password' }))
    answers.push(await browser.post(`${api}/password`, { current: PASSWORD, next: 'a new one!' }))
    const second = idIn(browser)
    answers.push(await browser.delete(`${api}/sessions/${list[0]?.handle}`))
    answers.push(await browser.post(`${api}/logout`))
    for (const answer of answers) {
      for (const id of [first, second]) assert.ok(!visible(answer).includes(id), answer.text)
    }
  })

  test('S8 with LAB=on the record shows the id, which is refused as a cookie without its signature', async () => {
    const browser = await logIn(one, await signUp(stack.one.url))
    const { body } = await browser.get(`${one}/session`)
    const id = String(body.key).slice('session:'.length)
    assert.equal(id, idIn(browser))
    for (const value of [id, `${id}.`, `${id}.${id}`]) {
      assert.equal((await client([['sid', value]]).get(`${two}/me`)).status, 401)
    }
  })

  test('S8 is ignored in the URL, in another header and in the body', async () => {
    const browser = await logIn(one, await signUp(stack.one.url))
    const cookie = browser.cookies.get('sid') ?? ''
    const stranger = client()
    for (const query of [`sid=${cookie}`, `sid=${idIn(browser)}`, `sessionId=${cookie}`]) {
      assert.equal((await stranger.get(`${two}/me?${query}`)).status, 401)
    }
    const headers = { sid: cookie, authorization: `Bearer ${cookie}`, 'x-session-id': cookie }
    assert.equal((await stranger.send(`${two}/me`, { headers })).status, 401)
    assert.equal((await stranger.get(`${two}/me;sid=${cookie}`)).status, 404)
    const sent = { method: 'POST', json: { sid: cookie } }
    assert.equal((await stranger.send(`${two}/cart/book`, sent)).status, 401)
  })
})
