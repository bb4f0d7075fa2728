// A request with an Idempotency-Key is carried out once, whichever backend it comes to again.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, suite, test } from 'node:test'
import {
  type Client,
  client,
  forSuite,
  hold,
  newName,
  type Sent,
  startRedis,
  until,
} from '@session-clustering/testing'
import { ready, startBackend, startTwoBackends } from '../support/backend.ts'
import { startProcess } from '../support/backend-process.ts'
import { logIn, PASSWORD, signUp, type User } from '../support/user.ts'

suite('Idempotency-Key', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  let user: User
  let browser: Client
  before(async () => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
    user = await signUp(stack.one.url)
    browser = await logIn(one, user)
  })

  const send = (url: string, key: string, { headers, ...sent }: Sent = {}, by = browser) =>
    by.send(url, { method: 'POST', ...sent, headers: { ...headers, 'idempotency-key': key } })
  const inCart = async (item: string) => {
    const { items } = (await browser.get(`${one}/cart`)).body as { items: Record<string, number> }
    return items[item]
  }

  test('the second time it is answered as the first time, and not carried out', async () => {
    const key = randomUUID()
    const first = await send(`${one}/cart/book`, key)
    assert.equal(first.headers.get('idempotency-replayed'), null)
    for (const api of [two, one]) {
      const again = await send(`${api}/cart/book`, key)
      assert.deepEqual([again.status, again.text], [first.status, first.text])
      assert.equal(again.headers.get('idempotency-replayed'), 'true')
      assert.equal(again.headers.get('content-type'), first.headers.get('content-type'))
    }
    assert.equal(await inCart('book'), 1)
    await send(`${two}/cart/book`, randomUUID())
    assert.equal(await inCart('book'), 2)
  })

  test('many at once are carried out once', async () => {
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send(`${i % 2 ? one : two}/cart/many`, key)),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal(await inCart('many'), 1)
  })

  test('one that comes while the first is under way waits for its answer', async () => {
    const key = randomUUID()
    const first = send(`${one}/cart/slow`, key, { headers: { 'x-lab-hold-ms': '600' } })
    await markOf()
    const second = await send(`${two}/cart/slow`, key)
    assert.equal(second.headers.get('idempotency-replayed'), 'true')
    assert.equal(second.text, (await first).text)
    assert.equal(await inCart('slow'), 1)
  })

  test('an answer without a body is remembered', async () => {
    const key = randomUUID()
    await browser.put(`${one}/cart/gone`, { quantity: 1 })
    for (const replayed of [null, 'true']) {
      const { status, headers } = await send(`${one}/cart/gone`, key, { method: 'DELETE' })
      assert.equal(status, 204)
      assert.equal(headers.get('idempotency-replayed'), replayed)
    }
  })

  test('the end of a session is not remembered: the second time nothing is left to end', async () => {
    const key = randomUUID()
    const other = await logIn(two, user)
    const { list } = await other.get(`${two}/sessions`)
    const handle = list.find(({ current }) => current)?.handle
    const end = () => send(`${one}/sessions/${handle}`, key, { method: 'DELETE' })
    assert.equal((await end()).status, 204)
    assert.equal((await end()).status, 404)
  })

  test('a refusal is not remembered: nothing was done, and it costs nobody anything', async () => {
    const key = randomUUID()
    for (let i = 0; i < 2; i += 1) {
      const { status, headers } = await send(`${one}/signup`, key, { json: { ...user } })
      assert.equal(status, 409)
      assert.equal(headers.get('idempotency-replayed'), null)
    }
  })

  test('sessions that do without Redis do without it with a key as well', async () => {
    const isolated = await logIn(`${one}/isolated`, user)
    for (let quantity = 1; quantity <= 2; quantity += 1) {
      const answer = await send(`${one}/isolated/cart/book`, 'k', {}, isolated)
      assert.partialDeepStrictEqual(answer.body, { items: { book: quantity } })
    }
  })

  test('the key of another request is refused', async () => {
    const key = randomUUID()
    await send(`${one}/cart/pen`, key, { method: 'PUT', json: { quantity: 1 } })
    for (const [item, quantity] of [
      ['pen', 2],
      ['cup', 1],
    ] as const) {
      const other = await send(`${two}/cart/${item}`, key, { method: 'PUT', json: { quantity } })
      assert.deepEqual([other.status, other.body.type], [422, 'urn:problem:idempotency-key-reused'])
    }
    assert.equal(await inCart('pen'), 1)
  })

  test('keys of other callers, routes and realms are other keys', async () => {
    const key = 'the-same'
    const other = await logIn(two, await signUp(two.replace('/api', '')))
    const isolated = await logIn(`${one}/isolated`, user)
    for (const answer of [
      await send(`${one}/cart/cup`, key),
      await send(`${one}/cart/cup`, key, {}, other),
      await send(`${one}/isolated/cart/cup`, key, {}, isolated),
      await send(`${one}/cart/cup`, key, { method: 'PUT', json: { quantity: 3 } }),
    ]) {
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('idempotency-replayed'), null)
    }
  })

  test('one that was refused because too many came may come again', async () => {
    const keys = Array.from({ length: 60 }, () => [randomUUID(), newName()] as const)
    const ask = ([key, username]: readonly [string, string]) =>
      send(`${one}/signup`, key, { json: { username, password: PASSWORD } }, client())
    const answers = await Promise.all(keys.map(ask))
    const refused = answers.findIndex(({ status }) => status === 503)
    assert.notEqual(refused, -1)
    const again = await ask(keys[refused] ?? ['', ''])
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [201, null])
  })

  test('logging in is not remembered: whoever repeats it gets a session of their own', async () => {
    const before = (await stack.redis.redis.keys('idempotency:*')).sort()
    const ids = await Promise.all(
      [one, two].map(async (api) => {
        const visitor = client()
        const answer = await send(`${api}/login`, 'login', { json: user }, visitor)
        assert.equal(answer.headers.get('idempotency-replayed'), null)
        return visitor.cookies.get('sid')
      }),
    )
    assert.equal(new Set(ids).size, 2)
    assert.deepEqual((await stack.redis.redis.keys('idempotency:*')).sort(), before)
  })

  test('no cookie and no password comes into Redis by it', async () => {
    const username = newName()
    await send(`${one}/signup`, randomUUID(), { json: { username, password: PASSWORD } })
    await send(`${one}/cart/book`, randomUUID())
    const keys = await stack.redis.redis.keys('idempotency:*')
    const values = await Promise.all(keys.map((key) => stack.redis.redis.get(key)))
    for (const value of values) {
      assert.doesNotMatch(value ?? '', /cookie|sid=/i)
      for (const secret of [PASSWORD, ...browser.cookies.values()]) {
        assert.ok(!value?.includes(secret))
      }
    }
    for (const key of keys) assert.ok((await stack.redis.redis.ttl(key)) > 0)
  })

  test('a key that is none is refused', async () => {
    for (const key of ['', '""', 'a b', 'x'.repeat(256)]) {
      const answer = await send(`${one}/cart/book`, key)
      assert.deepEqual(
        [answer.status, answer.body.type],
        [400, 'urn:problem:invalid-idempotency-key'],
      )
    }
    assert.equal((await send(`${one}/cart/quoted`, '"k"')).status, 200)
    assert.equal(
      (await send(`${one}/cart/quoted`, 'k')).headers.get('idempotency-replayed'),
      'true',
    )
    // Reading is harmless: it needs none.
    assert.equal((await send(`${one}/cart`, 'a b', { method: 'GET' })).status, 200)
  })

  test('what its server has died of is not carried out by another', async (t) => {
    const mortal = await startProcess('backend-3', stack.redis.url)
    t.after(() => mortal.close())
    const key = randomUUID()
    const headers = { 'x-lab-hold-ms': '2000' }
    const lost = assert.rejects(send(`${mortal.url}/api/cart/lost`, key, { headers }))
    await markOf()
    await mortal.end('SIGKILL')
    await lost
    const again = await send(`${two}/cart/lost`, key)
    assert.deepEqual(
      [again.status, again.body.type, again.headers.get('retry-after')],
      [409, 'urn:problem:idempotency-outcome-unknown', null],
    )
    assert.equal(await inCart('lost'), undefined)
  })

  test('one that takes long is said to be under way, and answered when it has been', async () => {
    const key = randomUUID()
    const held = hold(stack.one.app.redis, 'sessionIncrement')
    const first = send(`${one}/cart/long`, key)
    await held.reached
    const second = await send(`${two}/cart/long`, key)
    assert.deepEqual([second.status, second.body.type], [409, 'urn:problem:idempotency-key-in-use'])
    assert.ok(Number(second.headers.get('retry-after')) > 0)
    held.release()
    const third = await send(`${two}/cart/long`, key)
    assert.deepEqual([third.status, third.text], [200, (await first).text])
    assert.equal(await inCart('long'), 1)
  })

  test('one that broke off half way is not carried out again, nor waited for', async () => {
    const key = randomUUID()
    // Redis takes the mark, and refuses the change.
    await stack.redis.redis.acl('SETUSER', 'default', '-hincrby')
    try {
      assert.equal((await send(`${one}/cart/half`, key)).status, 503)
    } finally {
      await stack.redis.redis.acl('SETUSER', 'default', '+hincrby')
    }
    for (const api of [one, two]) {
      const again = await send(`${api}/cart/half`, key)
      assert.deepEqual(
        [again.status, again.body.type],
        [409, 'urn:problem:idempotency-outcome-unknown'],
      )
    }
    assert.equal(await inCart('half'), undefined)
  })

  /** The marks without an answer. */
  async function marks(): Promise<string[]> {
    const keys = await stack.redis.redis.keys('idempotency:*')
    const values = await Promise.all(keys.map((key) => stack.redis.redis.get(key)))
    return keys.filter((_, i) => values[i]?.includes('attempt'))
  }

  /** A request is under way when its mark is there. */
  async function markOf(): Promise<void> {
    await until(async () => (await marks()).length > 0)
  }
})

test('a request that a frozen Redis has refused is carried out when it is sent again', async (t) => {
  const redis = await startRedis({ toStop: true })
  t.after(() => redis.close())
  const backend = await startBackend('backend-1', redis.url)
  t.after(() => backend.close())
  const browser = await logIn(`${backend.url}/api`, await signUp(backend.url))
  const add = () =>
    browser.send(`${backend.url}/api/signup`, {
      method: 'POST',
      json: { username: 'somebody-new', password: PASSWORD },
      headers: { 'idempotency-key': 'k' },
    })
  // Without a session, so that the mark is the first thing that Redis is asked for.
  browser.cookies.clear()
  await redis.freeze()
  assert.equal((await add()).status, 503)
  await redis.thaw()
  await ready(backend.url)
  const answer = await add()
  assert.deepEqual([answer.status, answer.headers.get('idempotency-replayed')], [201, null])
})
