import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forEachTest, until } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { listen } from '../support/event-stream.ts'
import { logIn, signUp } from '../support/user.ts'

suite('Redis switch', () => {
  const stack = forEachTest(startTwoBackends)

  const turn = (state: string) => client().put(`${stack.one.control}/api/lab/redis`, { state })

  test('after a cut both backends answer 503; after the reconnect the same cookie works', async () => {
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api`, user)
    const cut = await turn('cut')
    assert.equal(cut.status, 200)
    assert.deepEqual(cut.body.redis, { state: 'cut' })
    for (const { url, control } of [stack.one, stack.two]) {
      assert.equal((await browser.get(`${url}/api/me`)).status, 503)
      assert.equal((await browser.post(`${url}/api/login`, user)).status, 503)
      assert.equal((await browser.get(`${url}/api/blob/me`)).status, 401)
      assert.equal((await client().get(`${url}/readyz`)).status, 503)
      assert.equal((await client().get(`${url}/livez`)).status, 200)
      const { body } = await client().get(`${control}/api/lab/state`)
      assert.deepEqual(body.redis, { state: 'cut' })
    }
    const back = await turn('up')
    assert.deepEqual(back.body.redis, { state: 'up' })
    for (const { url } of [stack.one, stack.two]) {
      assert.equal((await browser.get(`${url}/api/me`)).status, 200)
    }
  })

  test('switch and state events reach the pages of the other node, during a cut as well', async () => {
    const page = await listen(`${stack.two.control}/api/events`)
    await turn('cut')
    await page.heard(
      'switch',
      ({ what, to, by, at }) =>
        what === 'redis' && to === 'cut' && by === 'visitor' && Date.parse(at) > 0,
    )
    await page.heard('state', ({ redis }) => redis.state === 'cut')
    await client().send(`${stack.two.control}/api/lab/reset`, { method: 'POST' })
    await page.heard('switch', ({ what, to }) => what === 'all' && to === 'reset')
    await page.heard('state', ({ redis }) => redis.state === 'up')
    assert.equal(page.of('switch').length, 2)
    await page.close()
  })

  test('works while Redis is away; afterwards the client reconnects by itself', async () => {
    const { redis } = stack.one.app
    await stack.redis.stop()
    await until(() => redis.status === 'reconnecting')
    await turn('cut')
    await turn('up')
    await stack.redis.start()
    await until(() => redis.status === 'ready')
    await stack.redis.stop()
    await until(() => redis.status !== 'ready')
    await stack.redis.start()
    await until(() => redis.status === 'ready')
  })

  test('a Redis that is away is reported as away, not as cut; a node still shows its requests and can be stopped', async () => {
    const page = await listen(`${stack.one.control}/api/events`)
    await stack.redis.stop()
    await until(async () => {
      const { body } = await client().get(`${stack.one.control}/api/lab/state`)
      return (body.redis as { state: string }).state === 'away'
    })
    await page.heard('state', ({ redis }) => redis.state === 'away')
    await until(async () => {
      await client().post(`${stack.one.url}/api/login`, { username: 'ada', password: 'unknown' })
      return page.of('traffic').at(-1)?.at(-1)?.status === 503
    })
    const node = `${stack.one.control}/api/lab/nodes/backend-1`
    for (const state of ['stopped', 'up']) {
      const { status, body } = await client().put(node, { state })
      const nodes = body.nodes as { state: string }[]
      assert.deepEqual([status, nodes.map((each) => each.state)], [200, [state, 'up']])
    }
    await page.close()
    await stack.redis.start()
    await until(async () => {
      const { body } = await client().get(`${stack.one.control}/api/lab/state`)
      const nodes = body.nodes as { state: string }[]
      return (
        (body.redis as { state: string }).state === 'up' &&
        nodes.every(({ state }) => state === 'up')
      )
    })
  })
})
