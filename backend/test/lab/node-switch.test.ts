import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { suite, test } from 'node:test'
import { client, forEachTest, until } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('node switch', () => {
  const stack = forEachTest(startTwoBackends)

  const turn = (node: string, state: string, control = stack.one.control) =>
    client().put(`${control}/api/lab/nodes/${node}`, { state })
  const statesIn = (body: Record<string, unknown>) =>
    (body.nodes as { name: string; state: string }[]).map(({ name, state }) => `${name} ${state}`)

  test('a stopped node refuses connections; its controls and the other node still answer', async () => {
    const answer = await turn('backend-1', 'stopped')
    assert.equal(answer.status, 200)
    assert.deepEqual(statesIn(answer.body), ['backend-1 stopped', 'backend-2 up'])
    const { hostname, port } = new URL(stack.one.url)
    const [error] = await once(connect(Number(port), hostname), 'error')
    assert.equal(error.code, 'ECONNREFUSED')

    for (const { control, name } of [stack.one, stack.two]) {
      const { body, headers } = await client().get(`${control}/api/lab/state`)
      assert.equal(headers.get('x-served-by'), name)
      assert.deepEqual(statesIn(body), ['backend-1 stopped', 'backend-2 up'])
    }
    assert.equal((await client().get(`${stack.two.url}/api/me`)).status, 401)
  })

  test('a stop destroys all connections, busy or idle', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const held = assert.rejects(
      browser.send(`${stack.one.url}/api/me`, { headers: { 'x-lab-hold-ms': '2000' } }),
      /fetch failed/,
    )
    const idle = connect(Number(new URL(stack.one.url).port), '127.0.0.1')
    await once(idle, 'connect')
    const ended = once(idle.resume(), 'close')
    // Both requests have arrived.
    await until(async () => {
      const count = await new Promise<number>((resolve) =>
        stack.one.app.server.getConnections((_error, count) => resolve(count)),
      )
      return count >= 2
    })
    await turn('backend-1', 'stopped')
    await held
    await ended
  })

  test('a restarted node has the same address, and knows the shared sessions', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    for (let times = 0; times < 3; times += 1) {
      await turn('backend-1', 'stopped')
      await assert.rejects(browser.get(`${stack.one.url}/api/me`))
      const answer = await turn('backend-1', 'up')
      assert.deepEqual(statesIn(answer.body), ['backend-1 up', 'backend-2 up'])
      assert.equal((await browser.get(`${stack.one.url}/api/me`)).status, 200)
    }
  })

  test('a restarted node has lost the sessions in its memory', async () => {
    const isolated = `${stack.one.url}/api/isolated`
    const user = await signUp(stack.one.url)
    const browser = await logIn(isolated, user)
    await turn('backend-1', 'stopped')
    await turn('backend-1', 'up')
    assert.equal((await browser.get(`${isolated}/me`)).status, 401)
    assert.equal((await browser.post(`${isolated}/login`, user)).status, 200)
    assert.equal((await browser.get(`${isolated}/me`)).status, 200)
  })

  test('a stop and a start at the same moment run in the order of arrival', async () => {
    await Promise.all([turn('backend-1', 'stopped'), turn('backend-1', 'up')])
    await turn('backend-1', 'stopped')
    await assert.rejects(client().get(`${stack.one.url}/api/me`))
    await Promise.all([turn('backend-1', 'up'), turn('backend-1', 'up')])
    assert.equal((await client().get(`${stack.one.url}/api/me`)).status, 401)
  })

  test('a reset through either node starts all nodes', async () => {
    await turn('backend-1', 'stopped')
    await turn('backend-2', 'stopped')
    const answer = await client().send(`${stack.two.control}/api/lab/reset`, { method: 'POST' })
    assert.equal(answer.status, 200)
    assert.deepEqual(statesIn(answer.body), ['backend-1 up', 'backend-2 up'])
    assert.equal((await client().get(`${stack.one.url}/api/me`)).status, 401)
    assert.equal((await client().get(`${stack.two.url}/api/me`)).status, 401)
  })

  test('a node whose process has ended is away, and no switch can start it', async () => {
    await stack.two.app.close()
    const { body } = await client().get(`${stack.one.control}/api/lab/state`)
    assert.deepEqual(statesIn(body), ['backend-1 up', 'backend-2 away'])
    const answer = await turn('backend-2', 'up')
    assert.deepEqual([answer.status, answer.body.type], [503, 'urn:problem:node-away'])
  })

  test('a stopped node can be shut down', async () => {
    await turn('backend-1', 'stopped')
    await stack.one.app.close()
    await assert.rejects(client().get(`${stack.one.control}/api/lab/state`))
  })

  test('unknown nodes, states and methods are problems', async () => {
    const { control } = stack.one
    assert.equal((await turn('backend-3', 'stopped')).status, 404)
    assert.equal((await turn('backend-1', 'cut')).status, 400)
    assert.equal((await client().get(`${control}/api/lab/nodes/backend-1`)).status, 405)
    assert.equal((await client().get(`${control}/api/me`)).status, 404)
    const crossSite = await client().send(`${control}/api/lab/nodes/backend-1`, {
      method: 'PUT',
      json: { state: 'stopped' },
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    assert.deepEqual([crossSite.status, crossSite.body.type], [403, 'urn:problem:cross-site'])
    assert.equal(crossSite.headers.get('content-type'), 'application/problem+json')
    assert.equal(crossSite.headers.get('cache-control'), 'no-store')
  })
})
