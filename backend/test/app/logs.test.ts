// Logs must hold nothing that lets a reader log in as somebody else.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { sessionHandles } from '@session-clustering/store'
import {
  client,
  idIn,
  newName,
  type RedisFixture,
  startRedis,
  until,
} from '@session-clustering/testing'
import { SECRET } from '../support/backend.ts'
import { type BackendProcess, startProcess } from '../support/backend-process.ts'
import { logIn } from '../support/user.ts'

suite('logs', () => {
  let redis: RedisFixture
  let backend: BackendProcess
  let api: string
  before(async () => {
    redis = await startRedis({ toStop: true })
    backend = await startProcess('backend-1', redis.url, { env: { LOG_LEVEL: 'trace' } })
    api = `${backend.url}/api`
  })
  after(async () => {
    await backend.close()
    await redis.close()
  })

  /** The complete log. A request is answered before it is logged, so this waits for the line. */
  async function logged(): Promise<string> {
    const id = newName()
    await fetch(`${api}/openapi.json`, { headers: { 'x-request-id': id } })
    await until(() => backend.output().includes(id))
    return backend.output()
  }
  const PASSWORDS = { right: 'canary-right-password', wrong: 'canary-wrong-password' }

  test('S8 S21 hold no password, cookie value or session id, in any case', async () => {
    const user = { username: newName(), password: PASSWORDS.right }
    await client().post(`${api}/signup`, user)
    const browser = await logIn(api, user)
    const isolated = await logIn(`${api}/isolated`, user)
    const [id, other] = [idIn(browser), idIn(isolated, 'isolated_sid')]
    const cookie = browser.cookies.get('sid') ?? ''

    await browser.get(`${api}/me`)
    await browser.get(`${api}/session`)
    await isolated.get(`${api}/isolated/sessions`)
    await browser.post(`${api}/login`, { ...user, password: PASSWORDS.wrong })
    await browser.post(`${api}/login`, { ...user, password: PASSWORDS.wrong, extra: 1 })
    await browser.send(`${api}/login`, {
      method: 'POST',
      body: `{"password": "${PASSWORDS.wrong}"`,
      headers: { 'content-type': 'application/json' },
    })
    await browser.put(`${api}/cart/book`, { quantity: PASSWORDS.wrong })

    // Every kind of unreadable record.
    await redis.redis.hset(`session:${id}`, 'sessionAttr:broken', `{"${PASSWORDS.wrong}`)
    await browser.get(`${api}/me`)
    await redis.redis.del(`session:${id}`)
    await redis.redis.set(`session:${id}`, 'a string')
    await browser.get(`${api}/me`)
    await redis.redis.del(`session:${id}`)

    const text = await logged()
    const { passwordHash = '' } = await redis.redis.hgetall(`user:${user.username}`)
    for (const secret of [...Object.values(PASSWORDS), id, other, cookie, passwordHash]) {
      assert.ok(!text.includes(secret), `${secret} is in the logs`)
    }
  })

  test('S21 hold none of these while Redis is away', async () => {
    const user = { username: newName(), password: PASSWORDS.right }
    await client().post(`${api}/signup`, user)
    const browser = await logIn(api, user)
    const id = idIn(browser)
    await redis.stop()
    await until(async () => (await browser.get(`${api}/me`)).status === 503)
    await browser.post(`${api}/login`, user)
    await browser.post(`${api}/logout`)
    await browser.post(`${api}/signup`, { ...user, username: newName() })
    const text = await logged()
    await redis.start()
    for (const secret of [PASSWORDS.right, id, browser.cookies.get('sid') ?? '']) {
      assert.ok(!text.includes(secret), `${secret} is in the logs`)
    }
    assert.match(text, /"level":50/)
  })

  async function records(): Promise<Record<string, unknown>[]> {
    const lines = (await logged()).trim().split('\n')
    return lines.map((line) => JSON.parse(line))
  }

  test('have JSON lines, each with the name of the backend; a request has one, with the request id of nginx', async () => {
    const id = newName()
    await fetch(`${api}/openapi.json`, { headers: { 'x-request-id': id } })
    const lines = await records()
    assert.ok(lines.every(({ server }) => server === 'backend-1'))
    const [{ method, path, status, client, msg } = {}, ...others] = lines.filter(
      ({ level, reqId }) => reqId === id && level === 30,
    )
    assert.deepEqual(
      { method, path, status, client, msg, others },
      {
        method: 'GET',
        path: '/api/openapi.json',
        status: 200,
        client: '127.0.0.1',
        msg: 'request completed',
        others: [],
      },
    )
  })

  test('S21 hold no query string, whatever becomes of the request', async () => {
    for (const path of ['/api/me', '/api/nothing', '/api/lab/session', '/livez', '/%zz', '//'])
      await fetch(`${backend.url}${path}?token=canary-query`)
    await client().post(`${api}/login?token=canary-query`, { username: 1 })
    assert.ok(!(await logged()).includes('canary-query'))
  })

  test('S21 have at most 1,024 characters of an address, and no query', async () => {
    const path = `/api/${newName()}/${'x'.repeat(5_000)}`
    await fetch(`${backend.url}${path}?canary-query`)
    const text = await logged()
    const shown = text.match(new RegExp(`${path.slice(0, 20)}[^" ]*`))?.[0]
    assert.equal(shown, path.slice(0, 1_024))
    assert.ok(!text.includes('canary-query'))
  })

  test('S21 name the user of each sign-up, login, failed login, logout and revocation, and a keyed hash of the session id', async () => {
    await until(async () => (await fetch(`${backend.url}/readyz`)).ok)
    const user = { username: newName(), password: PASSWORDS.right }
    const next = 'canary-next-password'
    await client().post(`${api}/signup`, user)
    const [first, second] = [await logIn(api, user), await logIn(api, user)]
    await client().post(`${api}/login`, { ...user, password: PASSWORDS.wrong })
    const { list } = await first.get(`${api}/sessions`)
    const other = list.find(({ current }) => !current)
    await first.delete(`${api}/sessions/${other?.handle}`)
    const changed = await first.post(`${api}/password`, { current: user.password, next })
    assert.equal(changed.status, 204, changed.text)
    await first.delete(`${api}/sessions`)
    await first.post(`${api}/logout`)

    const events = (await records()).filter(
      ({ event, username }) => event !== undefined && username === user.username,
    )
    const names =
      'signed-up logged-in logged-in login-failed revoked password-changed revoked logged-out'
    assert.equal(events.map(({ event }) => event).join(' '), names)
    // All lines of one session have the same handle, a keyed hash of its id.
    const [, , loggedIn, , revoked] = events
    const handle = sessionHandles([SECRET]).of(idIn(second))
    assert.deepEqual([loggedIn?.session, revoked?.session, other?.handle], Array(3).fill(handle))
    assert.notEqual(sessionHandles(['another secret of 32 characters!!']).of(idIn(second)), handle)
    for (const secret of [user.password, next, idIn(second)]) {
      assert.ok(!backend.output().includes(secret))
    }
  })

  test('S21 do not hold an unknown username: it may be a password typed into the wrong field', async () => {
    const username = 'canary-typed-into-the-wrong-field'
    await client().post(`${api}/login`, { username, password: PASSWORDS.wrong })
    const text = await logged()
    assert.match(text, /"event":"login-failed"/)
    assert.ok(!text.includes(username))
  })
})
