import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, pauseCall } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp } from '../support/user.ts'

const NEXT = 'another horse, another battery'

suite('passwords', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  before(() => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
  })

  const change = { current: PASSWORD, next: NEXT }
  const statusesOf = (password: string, name: string) =>
    Promise.all(
      [one, two].map(async (api) => {
        return (await client().post(`${api}/login`, { username: name, password })).status
      }),
    )

  test('S9 a new password revokes the other sessions of this user only, on both backends', async () => {
    const user = await signUp(stack.one.url)
    const [first, second, third] = [
      await logIn(one, user),
      await logIn(two, user),
      await logIn(one, user),
    ]
    const stranger = await logIn(one, await signUp(stack.one.url))
    assert.equal((await first?.post(`${two}/password`, change))?.status, 204)
    for (const api of [one, two]) {
      assert.equal((await first?.get(`${api}/me`))?.status, 200)
      assert.equal((await second?.get(`${api}/me`))?.status, 401)
      assert.equal((await third?.get(`${api}/me`))?.status, 401)
      assert.equal((await stranger.get(`${api}/me`)).status, 200)
    }
    assert.equal((await first?.get(`${one}/sessions`))?.list.length, 1)
    assert.deepEqual(await statusesOf(PASSWORD, user.username), [401, 401])
    assert.deepEqual(await statusesOf(NEXT, user.username), [200, 200])
  })

  test('S3 a new password gives this session a new id and keeps its data; the old id is refused', async () => {
    const browser = await logIn(one, await signUp(stack.one.url))
    await browser.post(`${one}/cart/book`)
    const before = client(browser.cookies)
    await browser.post(`${two}/password`, change)
    assert.notEqual(idIn(browser), idIn(before))
    for (const api of [one, two]) assert.equal((await before.get(`${api}/me`)).status, 401)
    assert.equal(await stack.redis.redis.exists(`session:${idIn(before)}`), 0)
    assert.deepEqual((await browser.get(`${one}/cart`)).body, { items: { book: 1 } })
  })

  test('S24 the wrong current password changes nothing: 403', async () => {
    const user = await signUp(stack.one.url)
    const [browser, other] = [await logIn(one, user), await logIn(two, user)]
    const id = idIn(browser)
    const answer = await browser.post(`${one}/password`, { ...change, current: 'wrong password' })
    assert.deepEqual([answer.status, answer.body.field], [403, 'current'])
    assert.equal(answer.body.type, 'urn:problem:wrong-password')
    assert.equal(idIn(browser), id)
    for (const one of [browser, other]) assert.equal((await one.get(`${two}/me`)).status, 200)
    assert.deepEqual(await statusesOf(PASSWORD, user.username), [200, 200])
  })

  test('S24 attempts with a wrong current password count as login attempts', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(one, user)
    const wrong = { ...change, current: 'wrong password' }
    const statuses = []
    for (let i = 0; i < 11; i += 1) {
      statuses.push((await browser.post(`${i % 2 ? one : two}/password`, wrong)).status)
    }
    assert.deepEqual(statuses, [...Array(10).fill(403), 429])
    assert.deepEqual(await statusesOf(PASSWORD, user.username), [429, 429])
  })

  test('S24 one of two changes at the same moment succeeds', async () => {
    const user = await signUp(stack.one.url)
    const [first, second] = [await logIn(one, user), await logIn(two, user)]
    const statuses = await Promise.all([
      first.post(`${one}/password`, { ...change, next: 'the first new one' }),
      second.post(`${two}/password`, { ...change, next: 'the second new one' }),
    ])
    const sorted = statuses.map(({ status }) => status).sort()
    // The later one has the wrong current password, or its session has ended.
    assert.equal(sorted[0], 204)
    assert.ok(sorted[1] === 403 || sorted[1] === 401, String(sorted[1]))
  })

  test('S9 a login with the old password that is held until the new one is set is refused', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(one, user)
    // The password has been checked, but the session does not exist yet.
    const paused = pauseCall(stack.two.app.redis, 'sessionInsert')
    const late = client()
    const login = late.post(`${two}/login`, user)
    await paused.reached
    assert.equal((await browser.post(`${one}/password`, change)).status, 204)
    paused.resume()
    assert.equal((await login).status, 401)
    assert.equal((await late.get(`${one}/me`)).status, 401)
    assert.equal((await browser.get(`${one}/sessions`)).list.length, 1)
  })

  test('S11 a new password must follow the same rules as at sign-up', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(one, user)
    for (const next of ['7 chars', 'x'.repeat(129), 'Password1', `${user.username}!`]) {
      const answer = await browser.post(`${one}/password`, { ...change, next })
      assert.deepEqual([answer.status, answer.body.field], [400, 'next'], next)
    }
    assert.equal((await browser.get(`${one}/me`)).status, 200)
  })
})
