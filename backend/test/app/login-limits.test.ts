import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, newName } from '@session-clustering/testing'
import { startBackend, startTwoBackends } from '../support/backend.ts'
import { PASSWORD, signUp } from '../support/user.ts'

suite('limits of login attempts', () => {
  const stack = forSuite(() => startTwoBackends({ LOGIN_ATTEMPTS_PER_ACCOUNT: '4' }))
  let apis: string[]
  before(() => {
    apis = [`${stack.one.url}/api`, `${stack.two.url}/api`]
  })

  /** Sends attempts to both backends in turns. */
  async function attempt(times: number, credentials: object): Promise<number[]> {
    const statuses: number[] = []
    for (let i = 0; i < times; i += 1) {
      statuses.push((await client().post(`${apis[i % 2]}/login`, credentials)).status)
    }
    return statuses
  }

  test('S14 attempts on one account are counted over both backends', async () => {
    const user = await signUp(stack.one.url)
    const wrong = { ...user, password: 'wrong password' }
    assert.deepEqual(await attempt(5, wrong), [401, 401, 401, 401, 429])
    assert.deepEqual(await attempt(1, user), [429], 'the right password')
    assert.deepEqual(await attempt(1, await signUp(stack.one.url)), [200], 'another account')
  })

  test('S14 attempts with an unknown name are counted; the refusal has Retry-After and no cookie', async () => {
    const wrong = { username: newName(), password: 'wrong password' }
    await attempt(4, wrong)
    const answer = await client().post(`${apis[0]}/login`, wrong)
    assert.equal(answer.status, 429)
    assert.equal(answer.body.type, 'urn:problem:too-many-attempts')
    const seconds = Number(answer.headers.get('retry-after'))
    assert.ok(Number.isInteger(seconds) && seconds > 0 && seconds <= 60)
    assert.deepEqual(answer.headers.getSetCookie(), [])
  })

  test('a successful login resets the count', async () => {
    const user = await signUp(stack.one.url)
    const wrong = { ...user, password: 'wrong password' }
    await attempt(3, wrong)
    assert.deepEqual(await attempt(1, user), [200])
    assert.deepEqual(await attempt(4, wrong), [401, 401, 401, 401])
  })

  test('after the free attempts each one has to wait, longer each time; the right password then passes and resets it', async () => {
    const user = await signUp(stack.one.url)
    const wrong = { ...user, password: 'wrong password' }
    const key = `limit:login-delay:127.0.0.1:${user.username}`
    const { redis } = stack.redis
    const now = async () => {
      const [seconds, microseconds] = await redis.time()
      return Number(seconds) * 1_000 + Number(microseconds) / 1_000
    }
    await attempt(3, wrong)
    for (const seconds of [5, 10, 20, 30, 30]) {
      const before = await now()
      assert.deepEqual(await attempt(1, wrong), [401])
      const until = Number(await redis.hget(key, 'until')) - seconds * 1_000
      assert.ok(until >= Math.floor(before) && until <= (await now()), `${seconds} s`)
      // As if the next attempt came at once.
      await redis.hset(key, 'until', (await now()) + 60_000)
      assert.deepEqual(await attempt(1, user), [429], 'the right password has to wait as well')
      // As if the time had passed.
      await redis.hdel(key, 'until')
    }
    assert.deepEqual(await attempt(1, user), [200])
    assert.equal(await redis.exists(key), 0)
  })

  test('guesses from the same address do not delay the browser of the last login', async () => {
    const user = await signUp(stack.one.url)
    const from = (visitor: string, password = user.password) =>
      client().send(`${apis[0]}/login`, {
        method: 'POST',
        json: { ...user, password },
        headers: { cookie: `routing=sticky; visitor=${visitor.repeat(32)}` },
      })
    assert.equal((await from('a')).status, 200)
    await attempt(4, { ...user, password: 'wrong password' })
    assert.equal((await from('b')).status, 429)
    assert.equal((await from('a')).status, 200)
    // It has the same number of attempts.
    const statuses = []
    for (let i = 0; i < 5; i += 1) statuses.push((await from('a', 'wrong password')).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 429])
  })

  test('one name in two Unicode compositions is one account', async () => {
    const username = `${newName()}é`
    const of = (form: string) => ({ username: username.normalize(form), password: PASSWORD })
    await attempt(2, of('NFC'))
    await attempt(2, of('NFD'))
    assert.deepEqual(await attempt(1, of('NFC')), [429])
  })

  test('both realms share the count', async () => {
    const wrong = { username: newName(), password: PASSWORD }
    await attempt(2, wrong)
    for (const api of apis) await client().post(`${api}/isolated/login`, wrong)
    assert.deepEqual(await attempt(1, wrong), [429])
  })

  test('S14 attempts from one address are counted over all accounts', async (t) => {
    const env = { LOGIN_ATTEMPTS_PER_ADDRESS: '3', TRUSTED_PROXIES: 'loopback' }
    const limited = await startBackend('backend-3', stack.redis.url, env)
    t.after(() => limited.close())
    const from = async (address: string) => {
      const json = { username: newName(), password: PASSWORD }
      const headers = { 'x-forwarded-for': address }
      const sent = { method: 'POST', json, headers }
      return (await client().send(`${limited.url}/api/login`, sent)).status
    }
    const statuses = []
    for (let i = 0; i < 4; i += 1) statuses.push(await from('192.0.2.1'))
    assert.deepEqual(statuses, [401, 401, 401, 429])
    assert.equal(await from('192.0.2.2'), 401)
  })

  test('input that is not valid is not counted', async () => {
    const username = newName()
    await attempt(6, { username, password: '' })
    assert.deepEqual(await attempt(1, { username, password: PASSWORD }), [401])
  })
})
