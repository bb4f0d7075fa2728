// The same API with sessions in the memory of one process, to show the problem.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn } from '@session-clustering/testing'
import { startBackend, startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('isolated realm', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  before(() => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
  })

  test('only the backend of the login knows it: every second request is anonymous', async () => {
    const browser = await logIn(`${one}/isolated`, await signUp(stack.one.url))
    const statuses: number[] = []
    for (const api of [one, two, one, two, one]) {
      statuses.push((await browser.get(`${api}/isolated/me`)).status)
    }
    assert.deepEqual(statuses, [200, 401, 200, 401, 200])
  })

  test('both realms share users, but not sessions', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${one}/isolated`, user)
    assert.equal((await browser.get(`${one}/me`)).status, 401)
    await browser.post(`${one}/login`, user)
    const swapped = client([['isolated_sid', browser.cookies.get('sid') ?? '']])
    assert.equal((await swapped.get(`${one}/isolated/me`)).status, 401)
    await browser.post(`${one}/logout`)
    assert.deepEqual([...browser.cookies.keys()], ['isolated_sid'])
    assert.equal((await browser.get(`${one}/isolated/sessions`)).list.length, 1)
    assert.equal((await browser.post(`${one}/isolated/logout`)).status, 204)
    assert.equal((await browser.get(`${one}/isolated/me`)).status, 401)
  })

  test('it has no session in Redis, shows its own record, and has a cookie of its own', async () => {
    const user = await signUp(stack.one.url)
    const browser = client()
    const answer = await browser.post(`${one}/isolated/login`, user)
    const [cookie = ''] = answer.headers.getSetCookie()
    assert.match(cookie, /^isolated_sid=[^;]+; Path=\/api\/isolated; HttpOnly; SameSite=Lax$/)
    const { body } = await browser.get(`${one}/isolated/session`)
    assert.equal(body.type, 'map')
    assert.partialDeepStrictEqual(body.fields, { 'sessionAttr:username': `"${user.username}"` })
    assert.deepEqual(await stack.redis.redis.keys(`session:*${user.username}`), [])
    assert.equal(await stack.redis.redis.exists(`session:${idIn(browser, 'isolated_sid')}`), 0)
  })

  test('SESSION_STORE=memory makes the shared realm behave the same', async (t) => {
    const memory = await startBackend('backend-3', stack.redis.url, { SESSION_STORE: 'memory' })
    t.after(() => memory.close())
    const browser = await logIn(`${memory.url}/api`, await signUp(memory.url))
    assert.equal((await browser.get(`${memory.url}/api/me`)).status, 200)
    assert.equal((await browser.get(`${memory.url}/api/session`)).body.type, 'map')
    assert.equal((await browser.get(`${one}/me`)).status, 401)
    assert.equal((await browser.get(`${memory.url}/api/me`)).status, 200)
  })
})
