import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forSuite, until } from '@session-clustering/testing'
import { ready, startBackend, startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('metrics', () => {
  const stack = forSuite(() => startTwoBackends({ METRICS_PORT: '0' }))

  const address = () => {
    const bound = stack.one.app.metricsServer?.address()
    return typeof bound === 'object' && bound ? `http://127.0.0.1:${bound.port}` : ''
  }
  /** The value of the first line with this prefix, or 0. */
  async function value(beginning: string): Promise<number> {
    const text = await (await fetch(`${address()}/metrics`)).text()
    const line = text.split('\n').find((line) => line.startsWith(beginning))
    return Number(line?.split(' ').at(-1) ?? 0)
  }

  test('requests are counted by method, route and status', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    await browser.put(`${stack.one.url}/api/cart/book`, { quantity: 1 })
    await browser.put(`${stack.one.url}/api/cart/pen`, { quantity: 1 })
    await browser.put(`${stack.one.url}/api/cart/pen`, { quantity: 'many' })
    await browser.get(`${stack.one.url}/api/nothing-like-it`)
    const count = (labels: string) => value(`http_request_duration_seconds_count{${labels}}`)
    const put = 'method="PUT",route="/api/cart/:item"'
    assert.equal(await count(`${put},status="200"`), 2)
    assert.equal(await count(`${put},status="400"`), 1)
    assert.equal(await count('method="GET",route="none",status="404"'), 1)
  })

  test('operations on the session store and Redis commands are counted', async () => {
    const done = (operation: string, outcome = 'done') =>
      value(`session_store_operations_total{operation="${operation}",outcome="${outcome}"}`)
    const trips = () => value('redis_round_trip_duration_seconds_count')
    const before = [await done('insert'), await done('load'), await done('destroy'), await trips()]
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const stranger = client(browser.cookies)
    await browser.get(`${stack.one.url}/api/me`)
    await browser.post(`${stack.one.url}/api/logout`)
    await stranger.get(`${stack.one.url}/api/me`)
    const now = [await done('insert'), await done('load'), await done('destroy')]
    assert.deepEqual(now, [Number(before[0]) + 1, Number(before[1]) + 2, Number(before[2]) + 1])
    assert.equal(await done('load', 'none'), 1)
    assert.ok((await trips()) > Number(before[3]))
  })

  test('while Redis is away the circuit is open, and failures are counted', async (t) => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    assert.equal(await value('redis_circuit_open'), 0)
    await stack.redis.freeze()
    t.after(() => stack.redis.thaw())
    assert.equal((await browser.get(`${stack.one.url}/api/me`)).status, 503)
    // The time-out of a command may fire shortly before the time-out of the connection, which opens the circuit.
    await until(async () => (await value('redis_circuit_open')) === 1)
    assert.equal(await value('redis_connection_losses_total'), 1)
    assert.ok((await value('redis_errors_total')) > 0)
    const unavailable = 'session_store_operations_total{operation="load",outcome="unavailable"}'
    assert.equal(await value(unavailable), 1)
    await stack.redis.thaw()
    await ready(stack.one.url)
    assert.equal(await value('redis_circuit_open'), 0)
  })

  test('logins that wait in the hashing queue are counted, and refused ones as well', async () => {
    const user = await signUp(stack.one.url)
    const logins = Array.from({ length: 40 }, () =>
      client().post(`${stack.one.url}/api/login`, { ...user, username: `${Math.random()}` }),
    )
    await until(async () => (await value('password_hashing_waiting')) > 0)
    assert.ok((await value('password_hashing_running')) > 0)
    const statuses = (await Promise.all(logins)).map(({ status }) => status)
    const refused = statuses.filter((status) => status === 503).length
    assert.ok(refused > 0)
    assert.equal(await value('password_hashing_refused_total'), refused)
  })

  test('the port serves only metrics, which name no user and no session; the public port serves none', async () => {
    const text = await (await fetch(`${address()}/metrics`)).text()
    assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
    assert.doesNotMatch(text, /user-|session:[A-Za-z0-9]|sid=/)
    assert.equal((await fetch(`${address()}/api/me`)).status, 404)
    assert.equal((await fetch(`${address()}/metrics`, { method: 'POST' })).status, 404)
    assert.equal((await fetch(`${stack.one.url}/metrics`)).status, 404)
  })

  test('an empty METRICS_PORT disables them', async (t) => {
    const silent = await startBackend('backend-3', stack.redis.url, { METRICS_PORT: '' })
    t.after(() => silent.close())
    assert.equal(silent.app.metricsServer, undefined)
  })
})
