import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { client, forSuite, newName } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp } from '../support/user.ts'

suite('limits of sign-ups', () => {
  const stack = forSuite(() =>
    startTwoBackends({ SIGNUPS_PER_ADDRESS: '3', TRUSTED_PROXIES: 'loopback' }),
  )
  let apis: string[]
  before(() => {
    apis = [`${stack.one.url}/api`, `${stack.two.url}/api`]
  })

  const send = async (path: string, address: string, username = newName()) => {
    const headers = { 'x-forwarded-for': address }
    return client().send(`${apis[0]}/${path}`, {
      method: 'POST',
      json: { username, password: PASSWORD },
      headers,
    })
  }
  /** @returns the statuses of a sign-up from each address, in order */
  async function signUpsFrom(...addresses: string[]): Promise<number[]> {
    const statuses: number[] = []
    for (const address of addresses) statuses.push((await send('signup', address)).status)
    return statuses
  }

  test('sign-ups from one address are counted over both backends; logins and other addresses are not affected', async () => {
    const user = { username: newName(), password: PASSWORD }
    for (const api of [apis[0], apis[1], apis[0]]) await client().post(`${api}/signup`, user)
    const refused = await client().post(`${apis[1]}/signup`, { ...user, username: newName() })
    assert.deepEqual([refused.status, refused.body.type], [429, 'urn:problem:too-many-attempts'])
    const seconds = Number(refused.headers.get('retry-after'))
    assert.ok(seconds > 0 && seconds <= 600, String(seconds))
    await logIn(String(apis[1]), user)
    assert.deepEqual(await signUpsFrom('192.0.2.1'), [201])
  })

  test('names that are taken are counted as well, so nobody finds out more names than the limit', async () => {
    const taken = newName()
    const statuses = []
    for (let i = 0; i < 4; i += 1) {
      statuses.push((await send('signup', '192.0.2.2', taken)).status)
    }
    assert.deepEqual(statuses, [201, 409, 409, 429])
  })

  test('in a day, one address has ten times as many sign-ups as in ten minutes', async () => {
    const { redis } = stack.redis
    const counted = async (address: string) =>
      Number(await redis.get(`limit:signup-day-address:${address}`))
    assert.deepEqual(await signUpsFrom('192.0.2.5', '192.0.2.5'), [201, 201])
    assert.equal(await counted('192.0.2.5'), 2)
    // As if the others were hours ago.
    await redis.incrby('limit:signup-day-address:192.0.2.5', 27)
    await redis.del('limit:signup-address:192.0.2.5')
    assert.deepEqual(await signUpsFrom('192.0.2.5'), [201])
    const { status, headers } = await send('signup', '192.0.2.5')
    const seconds = Number(headers.get('retry-after'))
    assert.deepEqual([status, seconds > 86_000 && seconds <= 86_400], [429, true], String(seconds))
    assert.deepEqual(await signUpsFrom('192.0.2.6'), [201], 'another address')
  })

  test('an IPv6 network of 64 bits is one address, and an IPv4 address in IPv6 notation is IPv4', async () => {
    const network = ['2001:db8::1', '2001:db8::2', '2001:db8::ffff:1:2:3', '2001:db8:0:0:1::']
    assert.deepEqual(await signUpsFrom(...network), [201, 201, 201, 429])
    assert.deepEqual(await signUpsFrom('2001:db8:0:1::1'), [201])
    const mapped = ['192.0.2.3', '::ffff:192.0.2.3', '::ffff:c000:203', '192.0.2.3']
    assert.deepEqual(await signUpsFrom(...mapped), [201, 201, 201, 429])
  })

  test('an account that has never logged in expires after a day, another never', async () => {
    const user = { username: newName(), password: PASSWORD }
    await send('signup', '192.0.2.4', user.username)
    const ttl = () => stack.redis.redis.ttl(`user:${user.username}`)
    const unused = await ttl()
    assert.ok(unused > 86_000 && unused <= 86_400, String(unused))
    await logIn(String(apis[1]), user)
    assert.equal(await ttl(), -1)
    // A sign-up with the same name leaves it as it is.
    assert.equal((await send('signup', '192.0.2.4', user.username)).status, 409)
    assert.equal(await ttl(), -1)
  })
})

suite('45 connections that sign up', () => {
  const stack = forSuite(startTwoBackends)

  test('keep nobody from logging in', async () => {
    const apis = [`${stack.one.url}/api`, `${stack.two.url}/api`]
    const user = await signUp(stack.one.url)
    const flood: Record<number, number> = {}
    let over = false
    const flooding = Array.from({ length: 45 }, async (_, i) => {
      while (!over) {
        const json = { username: newName(), password: PASSWORD }
        const { status } = await client().post(`${apis[i % 2]}/signup`, json)
        flood[status] = (flood[status] ?? 0) + 1
        // Refused at once, they would leave this process, which also runs the backends, no time for anything else.
        if (status === 503) await setTimeout(100)
      }
    })
    const statuses: number[] = []
    for (let i = 0; i < 8; i += 1) {
      statuses.push((await client().post(`${apis[i % 2]}/login`, user)).status)
    }
    over = true
    await Promise.all(flooding)
    assert.deepEqual(statuses, Array(8).fill(200))
    assert.ok((flood[503] ?? 0) > 0, 'the queue was full')
  })
})
