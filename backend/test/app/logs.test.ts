// Logs are read by more people than may log in as others.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { type BackendProcess, startProcess } from '../support/backend-process.ts'
import { client } from '../support/client.ts'
import { type RedisFixture, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { idIn, logIn, newName } from '../support/user.ts'

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

  /** Everything that has been written: requests are answered before they are logged. */
  async function logged(): Promise<string> {
    const id = newName()
    await fetch(`${api}/openapi.json`, { headers: { 'x-request-id': id } })
    await until(() => backend.output().split(id).length > 2)
    return backend.output()
  }
  const PASSWORDS = { right: 'canary-right-password', wrong: 'canary-wrong-password' }

  test('no password, cookie value or session id is in them, whatever happens', async () => {
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

    // Records that cannot be read, in every way there is.
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

  test('neither are they when Redis is away', async () => {
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

  test('every line is JSON, names the server, and has the id that nginx gave the request', async () => {
    const id = newName()
    await fetch(`${api}/me`, { headers: { 'x-request-id': id } })
    const lines = (await logged()).trim().split('\n')
    const records = lines.map((line): Record<string, unknown> => JSON.parse(line))
    assert.ok(records.every(({ server }) => server === 'backend-1'))
    assert.ok(records.some(({ reqId }) => reqId === id))
  })

  test('who signs up and logs in is in them, by name', async () => {
    await until(async () => (await fetch(`${backend.url}/readyz`)).ok)
    const user = { username: newName(), password: PASSWORDS.right }
    await client().post(`${api}/signup`, user)
    await logIn(api, user)
    const events = (await logged())
      .split('\n')
      .filter((line) => line.includes(user.username))
      .map((line): unknown => JSON.parse(line).event)
    for (const event of ['signed-up', 'logged-in']) {
      assert.ok(events.includes(event), event)
    }
  })
})
