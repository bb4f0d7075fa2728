import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, newName } from '@session-clustering/testing'
import argon2 from 'argon2'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp } from '../support/user.ts'

suite('signing up, logging in, logging out', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  before(() => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
  })

  test('a sign-up answers 201 with the name, and does not log in', async () => {
    const username = newName()
    const browser = client()
    const answer = await browser.post(`${one}/signup`, { username, password: PASSWORD })
    assert.deepEqual([answer.status, answer.body], [201, { username }])
    assert.deepEqual(answer.headers.getSetCookie(), [])
    assert.equal((await browser.get(`${one}/me`)).status, 401)
    const record = await stack.redis.redis.hgetall(`user:${username}`)
    assert.deepEqual(Object.keys(record).sort(), ['createdAt', 'passwordHash'])
  })

  test('a name that is taken answers 409, on the other backend too', async () => {
    const user = await signUp(stack.one.url)
    for (const api of [one, two]) {
      const answer = await client().post(`${api}/signup`, { ...user, password: 'another one' })
      assert.equal(answer.status, 409)
      assert.equal(answer.body.field, 'username')
    }
    await logIn(two, user)
  })

  test('of sign-ups with one name at the same moment one succeeds, and its password is stored', async () => {
    const username = newName()
    const passwords = ['the first password', 'the second password']
    const answers = await Promise.all(
      passwords.map((password, i) =>
        client().post(`${i === 0 ? one : two}/signup`, { username, password }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    assert.deepEqual(statuses.toSorted(), [201, 409])
    await logIn(two, { username, password: passwords[statuses.indexOf(201)] ?? '' })
  })

  test('a sign-up with a refused password or name says which field is wrong', async () => {
    for (const [field, json] of Object.entries({
      password: { username: newName(), password: '가나다' },
      username: { username: `${newName()}\u3164`, password: PASSWORD },
    })) {
      const answer = await client().post(`${one}/signup`, json)
      assert.deepEqual([answer.status, answer.body.field], [400, field])
    }
  })

  test('a name is stored in lower case; a user of an earlier version with capitals still logs in', async () => {
    const name = newName()
    const typed = { username: name.toUpperCase(), password: PASSWORD }
    assert.deepEqual((await client().post(`${one}/signup`, typed)).body, { username: name })
    const browser = await logIn(two, typed)
    assert.equal((await browser.get(`${one}/me`)).body.username, name)

    const old = { ...typed, username: `Old-${name}` }
    const passwordHash = await argon2.hash(PASSWORD, { memoryCost: 1024 })
    await stack.redis.redis.hset(`user:${old.username}`, { passwordHash })
    const oldBrowser = await logIn(two, old)
    assert.equal((await oldBrowser.get(`${one}/me`)).body.username, old.username)
  })

  test('a name may use any script; its Unicode composition makes no difference', async () => {
    const username = `${newName()}-아다é`
    await client().post(`${one}/signup`, {
      username: username.normalize('NFD'),
      password: PASSWORD,
    })
    const browser = await logIn(two, { username: username.normalize('NFC'), password: PASSWORD })
    assert.equal((await browser.get(`${one}/me`)).body.username, username.normalize('NFC'))
  })

  test('S7 a login answers the username, the session and its backend; the cookie is HttpOnly and SameSite', async () => {
    const user = await signUp(stack.one.url)
    const { status, body, headers } = await client().post(`${two}/login`, user)
    assert.deepEqual([status, body.username], [200, user.username])
    const [cookie = '', ...more] = headers.getSetCookie()
    assert.deepEqual(more, [])
    assert.match(cookie, /^sid=[\w-]{32}\.[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    const session = body.session as Record<string, string>
    assert.equal(session.createdBy, 'backend-2')
    for (const time of ['createdAt', 'lastAccessedAt', 'expiresAt']) {
      assert.equal(session[time], new Date(session[time] ?? '').toISOString(), time)
    }
  })

  test('a login on one backend counts on both, in turns', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(one, user)
    for (const [api, name] of [
      [two, 'backend-2'],
      [one, 'backend-1'],
      [two, 'backend-2'],
    ]) {
      const answer = await browser.get(`${api}/me`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('x-served-by'), name)
      assert.partialDeepStrictEqual(answer.body, {
        username: user.username,
        servedBy: name,
        session: { createdBy: 'backend-1' },
      })
    }
  })

  test('S3 a login changes the id; both backends refuse the old one, also when another user has planted it', async () => {
    const [user, attacker] = [await signUp(stack.one.url), await signUp(stack.one.url)]
    for (const owner of [user, attacker]) {
      const before = await logIn(one, owner)
      const browser = client(before.cookies)
      await browser.post(`${two}/login`, user)
      assert.notEqual(idIn(browser), idIn(before))
      for (const api of [one, two]) {
        assert.equal((await before.get(`${api}/me`)).status, 401)
        assert.equal((await browser.get(`${api}/me`)).status, 200)
      }
      assert.equal(await stack.redis.redis.exists(`session:${idIn(before)}`), 0)
    }
  })

  test('a login as another user leaves no data of the first one', async () => {
    const [ada, grace] = [await signUp(stack.one.url), await signUp(stack.one.url)]
    const browser = await logIn(one, ada)
    await browser.post(`${one}/cart/book`)
    await browser.post(`${two}/login`, grace)
    assert.equal((await browser.get(`${one}/me`)).body.username, grace.username)
    assert.deepEqual((await browser.get(`${one}/cart`)).body, { items: {} })
  })

  test('a login that fails leaves the session as it is', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(one, user)
    await browser.post(`${two}/login`, { ...user, password: 'wrong password' })
    assert.equal((await browser.get(`${one}/me`)).status, 200)
  })

  test('S4 a logout on one backend counts on both; both refuse the old cookie', async () => {
    const browser = await logIn(one, await signUp(stack.one.url))
    const replay = client(browser.cookies)
    const answer = await browser.post(`${two}/logout`)
    assert.equal(answer.status, 204)
    assert.equal(answer.headers.get('clear-site-data'), '"cache"')
    assert.equal(browser.cookies.has('sid'), false)
    for (const api of [one, two]) {
      assert.equal((await browser.get(`${api}/me`)).status, 401)
      assert.equal((await replay.get(`${api}/me`)).status, 401)
    }
    assert.equal(await stack.redis.redis.exists(`session:${idIn(replay)}`), 0)
  })

  test("S4 a logout beside another program's sid, and with an empty JSON body, ends the session", async () => {
    const browser = await logIn(one, await signUp(stack.one.url))
    const cookie = `sid=of-another-program; sid=${browser.cookies.get('sid')}`
    assert.equal((await client().send(`${two}/me`, { headers: { cookie } })).status, 200)
    const headers = { cookie, 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body: '' }
    assert.equal((await client().send(`${two}/logout`, request)).status, 204)
    assert.equal((await browser.get(`${one}/me`)).status, 401)
  })

  test('S4 a logout with the cookies of two sessions ends both', async () => {
    const user = await signUp(stack.one.url)
    const browsers = [await logIn(one, user), await logIn(one, user)]
    const cookie = browsers.map(({ cookies }) => `sid=${cookies.get('sid')}`).join('; ')
    const request = { method: 'POST', headers: { cookie } }
    assert.equal((await client().send(`${two}/logout`, request)).status, 204)
    for (const browser of browsers) assert.equal((await browser.get(`${one}/me`)).status, 401)
  })

  test('S12 a hash with weaker parameters is replaced at the next login', async () => {
    const user = await signUp(stack.one.url)
    const weak = await argon2.hash(user.password, { memoryCost: 4096, timeCost: 1 })
    await stack.redis.redis.hset(`user:${user.username}`, 'passwordHash', weak)
    await logIn(one, user)
    const hash = await stack.redis.redis.hget(`user:${user.username}`, 'passwordHash')
    assert.match(hash ?? '', /m=19456,(t=2,p=1|p=1,t=2)/)
    await logIn(two, user)
  })

  test('S17 every answer of the API names its backend, and has Cache-Control: no-store', async () => {
    for (const path of ['me', 'cart', 'unknown', 'openapi.json']) {
      const { headers } = await client().get(`${two}/${path}`)
      assert.equal(headers.get('x-served-by'), 'backend-2', path)
      assert.equal(headers.get('cache-control'), 'no-store', path)
    }
  })
})
