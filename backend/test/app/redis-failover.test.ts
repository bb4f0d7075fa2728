// A primary with replicas is killed: a replica takes over, and nobody is logged out. `make faults` measures the time.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type RedisAlone, startRedisAlone } from '@session-clustering/stack/redis-alone'
import { type Client, client, idIn, until } from '@session-clustering/testing'
import { Cluster } from 'ioredis'
import { shareAway } from '../../src/redis-client.ts'
import { type Backend, startBackend } from '../support/backend.ts'
import { listen } from '../support/event-stream.ts'
import { logIn, signUp } from '../support/user.ts'

interface Failover {
  nodes: RedisAlone
  one: Backend
  two: Backend
}

async function start(
  t: { after(close: () => Promise<void>): void },
  topology: 'sentinel' | 'cluster',
): Promise<Failover> {
  const nodes = await startRedisAlone(topology)
  t.after(() => nodes.stop())
  const [one, two] = await Promise.all([
    startBackend('backend-1', '', nodes.settings),
    startBackend('backend-2', '', nodes.settings),
  ])
  t.after(async () => {
    await Promise.all([one.close(), two.close()])
  })
  return { nodes, one, two }
}

const me = async (browser: Client, { url }: Backend) => (await browser.get(`${url}/api/me`)).status

/** Sends requests until one is served. Until then, each must answer 503, never 401. */
async function servedAgain(browser: Client, backend: Backend): Promise<void> {
  await until(
    async () => {
      const status = await me(browser, backend)
      assert.ok(status === 200 || status === 503, `answered ${status}`)
      return status === 200
    },
    { what: `${backend.name} to serve again`, timeoutMs: 60_000 },
  )
}

suite('Redis with a replica', () => {
  test('with sentinels: the primary is killed, a replica takes over, and the same cookie works', async (t) => {
    const { nodes, one, two } = await start(t, 'sentinel')
    const user = await signUp(one.url)
    const browser = await logIn(`${one.url}/api`, user)
    const page = await listen(`${two.control}/api/events`)
    t.after(() => page.close())
    // Wait for the replicas: a failover may lose writes that they do not have.
    await one.app.redis.wait(2, 5_000)

    await nodes.signal('redis-1', 'SIGKILL')
    await until(async () => (await me(browser, one)) === 503)
    assert.equal((await client().get(`${one.url}/readyz`)).status, 503)
    await servedAgain(browser, one)
    await servedAgain(browser, two)
    const [primary, ...more] = (await nodes.nodes()).filter(({ role }) => role === 'primary')
    assert.ok(primary && primary.name !== 'redis-1' && more.length === 0)
    // Changes and events work as before.
    assert.equal((await browser.post(`${two.url}/api/cart/book`)).status, 200)
    assert.equal((await browser.post(`${one.url}/api/logout`)).status, 204)
    await page.heard('session', ({ reason }) => reason === 'logout')

    await nodes.start('redis-1')
    await until(async () =>
      (await nodes.nodes()).some(({ name, role }) => name === 'redis-1' && role === 'replica'),
    )
  })

  test('with a cluster: sessions of the killed primary are away until its replica takes over, others go on', async (t) => {
    const { nodes, one, two } = await start(t, 'cluster')
    const page = await listen(`${two.control}/api/events`)
    t.after(() => page.close())
    const user = await signUp(one.url)
    const homes = new Map<string, Client>()
    await until(async () => {
      const browser = await logIn(`${one.url}/api`, user)
      homes.set(await homeOf(browser, one, nodes), browser)
      return homes.size === 3
    })
    const [[lost, visitor], ...others] = [...homes] as [[string, Client], ...[string, Client][]]
    // No client may read from a replica, which may not have received a logout yet. So it has not sent READONLY to it.
    assert.ok(one.app.redis instanceof Cluster)
    for (const replica of one.app.redis.nodes('slave')) {
      await assert.rejects(replica.exists(`session:${idIn(visitor)}`), /MOVED/)
    }

    await nodes.signal(lost as 'redis-1', 'SIGKILL')
    let isServed = false
    t.after(() => {
      isServed = true
    })
    const goingOn = others.map(async ([, browser]) => {
      while (!isServed) {
        for (const backend of [one, two]) assert.equal(await me(browser, backend), 200)
      }
    })
    await until(async () => (await me(visitor, one)) === 503)
    assert.equal(shareAway(one.app.redis), 1 / 3)
    assert.equal((await client().get(`${one.url}/readyz`)).status, 200)
    await servedAgain(visitor, one)
    await servedAgain(visitor, two)
    isServed = true
    await Promise.all(goingOn)
    assert.equal(shareAway(one.app.redis), 0)
    // The lab's own client, which publishes session events, may notice the failover a moment later.
    await until(async () => (await client().post(`${two.url}/api/login`, user)).status === 200)
    assert.equal((await visitor.post(`${two.url}/api/logout`)).status, 204)
    await page.heard('session', ({ reason }) => reason === 'logout')

    await nodes.start(lost as 'redis-1')
    await until(async () =>
      (await nodes.nodes()).some(({ name, role }) => name === lost && role === 'replica'),
    )
    for (const browser of homes.values()) {
      assert.equal(await me(browser, one), browser === visitor ? 401 : 200)
    }
  })
})

suite('Redis switch', () => {
  for (const topology of ['sentinel', 'cluster'] as const) {
    test(`cuts and restores the connections to ${topology === 'cluster' ? 'a cluster' : 'a primary'}`, async (t) => {
      const { one, two } = await start(t, topology)
      const user = await signUp(one.url)
      const browser = await logIn(`${one.url}/api`, user)
      const turn = (state: string) => client().put(`${two.control}/api/lab/redis`, { state })
      await until(async () => {
        const { body } = await client().get(`${two.control}/api/lab/state`)
        return (body.redis as { state: string }).state === 'up'
      })
      for (const _ of ['once', 'twice']) {
        assert.deepEqual((await turn('cut')).body.redis, { state: 'cut' })
        for (const backend of [one, two]) assert.equal(await me(browser, backend), 503)
        assert.deepEqual((await turn('up')).body.redis, { state: 'up' })
        for (const backend of [one, two]) assert.equal(await me(browser, backend), 200)
      }
    })
  }
})

/** The name of the primary that stores a visitor's session. */
async function homeOf(browser: Client, { app }: Backend, nodes: RedisAlone): Promise<string> {
  assert.ok(app.redis instanceof Cluster)
  const addresses = nodes.settings.REDIS_CLUSTER_NODES?.split(',') ?? []
  for (const node of app.redis.nodes('master')) {
    const answer = await node.exists(`session:${idIn(browser)}`).catch((error: Error) => error)
    const { host, port } = node.options
    if (answer === 1) return `redis-${addresses.indexOf(`${host}:${port}`) + 1}`
  }
  throw new Error('No primary has this session')
}
