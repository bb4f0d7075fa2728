import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { sessionHandles } from '@session-clustering/store'
import {
  type Answer,
  type Client,
  client,
  forSuite,
  idIn,
  type Sent,
} from '@session-clustering/testing'
import { SECRET, startTwoBackends } from '../support/backend.ts'
import { logIn, signUp, type User } from '../support/user.ts'

const { of: sessionHandle } = sessionHandles([SECRET])

suite('session header', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  let user: User
  before(async () => {
    api = `${stack.one.url}/api`
    user = await signUp(stack.one.url)
  })

  const traced = (browser: Client, path: string, request: Sent = {}) =>
    browser.send(`${api}${path}`, { ...request, headers: { 'x-lab-trace': '1' } })
  const shown = ({ headers }: Answer) =>
    JSON.parse(decodeURIComponent(headers.get('x-lab-session') ?? '"absent"'))

  test('shows the session after the request, from the login on', async () => {
    const browser = client()
    const login = shown(await traced(browser, '/login', { method: 'POST', json: user }))
    const id = idIn(browser)
    assert.equal(login.key, `session:${id.slice(0, 4)}…${id.slice(-3)}`)
    assert.equal(login.handle, sessionHandle(id))
    assert.equal(login.type, 'hash')
    assert.ok(login.ttlMs > 1_790_000)
    assert.equal(login.fields['sessionAttr:username'], `"${user.username}"`)

    const added = shown(await traced(browser, '/cart/book', { method: 'POST' }))
    assert.equal(added.fields['sessionAttr:cart:book'], '1')
    const short = { method: 'PUT', json: { idleTimeoutSeconds: 60 } }
    assert.equal(
      shown(await traced(browser, '/lab/session', short)).fields.maxInactiveInterval,
      '60',
    )
    assert.deepEqual(shown(await traced(browser, '/logout', { method: 'POST' })), null)
    assert.deepEqual(shown(await traced(browser, '/me')), null)
  })

  test('is null when the request has revoked its session', async () => {
    const browser = await logIn(api, user)
    const answer = await traced(browser, '/sessions?all=true', { method: 'DELETE' })
    assert.deepEqual([answer.status, shown(answer)], [204, null])
  })

  test('shows the fields inside a blob, and the fields of a session in memory', async () => {
    const browser = client()
    const headers = { 'x-lab-trace': '1', 'user-agent': 'x'.repeat(200) }
    const request = { method: 'POST', json: user, headers }
    const blob = shown(await browser.send(`${api}/blob/login`, request))
    assert.equal(blob.type, 'string')
    const attributes = JSON.parse(blob.fields.attributes)
    assert.equal(attributes.username, user.username)
    assert.equal(attributes.userAgent, `${'x'.repeat(120)}…`)
    const isolated = shown(await browser.send(`${api}/isolated/login`, request))
    assert.equal(isolated.type, 'map')
    assert.equal(isolated.fields['sessionAttr:username'], `"${user.username}"`)
  })

  test('the cookie header shows which session the cookie names, also one that has ended', async () => {
    const browser = client()
    const cookieIn = ({ headers }: Answer) =>
      JSON.parse(decodeURIComponent(headers.get('x-lab-cookie') ?? '"absent"'))
    assert.equal(cookieIn(await traced(browser, '/me')), null)
    const isolated = `${stack.one.url}/api/isolated`
    await browser.send(`${isolated}/login`, { method: 'POST', json: user })
    const headers = { 'x-lab-trace': '1' }
    const id = cookieIn(await browser.send(`${isolated}/me`, { headers }))
    assert.match(id, /^.{4}….{3}$/)
    const elsewhere = await browser.send(`${stack.two.url}/api/isolated/me`, { headers })
    assert.deepEqual([elsewhere.status, cookieIn(elsewhere)], [401, id])
  })

  test('is absent without X-Lab-Trace, and while the store is away', async () => {
    const browser = await logIn(api, user)
    const untraced = await browser.get(`${api}/me`)
    assert.deepEqual([shown(untraced), untraced.headers.has('x-lab-redis')], ['absent', false])
    await client().put(`${stack.one.control}/api/lab/redis`, { state: 'cut' })
    const answer = await traced(browser, '/me')
    await client().put(`${stack.one.control}/api/lab/redis`, { state: 'up' })
    assert.deepEqual([answer.status, shown(answer)], [503, 'absent'])
  })

  test('stays below the size that a proxy accepts', async () => {
    const browser = await logIn(api, user)
    for (let i = 0; i < 50; i += 1) {
      await browser.post(`${api}/cart/an-item-with-a-long-long-name-${i}`)
    }
    const answer = await traced(browser, '/me')
    assert.ok(String(answer.headers.get('x-lab-session')).length <= 6_144)
  })
})
