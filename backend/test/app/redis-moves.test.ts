// The moves of docs/scaling.md, under load: from a single Redis to sentinels, and to a cluster.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { until } from '@session-clustering/testing'
import { Cluster } from 'ioredis'
import { type Backend, type Env, startBackend } from '../support/backend.ts'
import { addressOf, movingRedis, type Node } from '../support/moving-redis.ts'
import { startVisitors, type Visitors } from '../support/visitors.ts'

suite('a single Redis moves, and nobody is logged out', () => {
  test('to sentinels: 503 only until a replica takes over; no acknowledged change is lost', async (t) => {
    const { redis, old, backends, visitors } = await start(t, 4)
    await redis.makeSecrets('sentinel')
    // Redis 7.0 closes the connections of all users here.
    await old.ask('operator', 'ACL', 'LOAD')
    await served(visitors)
    visitors.answers()

    const first = { NODE_FIRST_PRIMARY: addressOf(old) }
    const settings = { ...first, NODE_SENTINELS: '' }
    const replicas = await startAll(['redis-2', 'redis-3'], (name) =>
      redis.startNode(name, 'sentinel', settings),
    )
    for (const replica of replicas) {
      await says(replica, ['INFO', 'replication'], /master_link_status:up/)
    }
    const sentinels = await startAll(['sentinel-1', 'sentinel-2', 'sentinel-3'], (name) =>
      redis.startSentinel(name, first),
    )
    for (const sentinel of sentinels) {
      const known = /num-slaves\n2\nnum-other-sentinels\n2\n/
      await says(sentinel, ['SENTINEL', 'MASTER', 'session-clustering'], known)
    }
    await restart(backends, visitors, redis.sentinelSettings(sentinels))
    await served(visitors)
    assert.deepEqual(visitors.answers(), ['200'])

    await old.stop()
    await until(() => visitors.count(503) > 0)
    await served(visitors)
    assert.deepEqual(visitors.answers(), ['200', '503'])
    await visitors.end()
    for (const backend of backends) await visitors.assertAllThere(backend)
  })

  test('to a cluster: 503 while Redis restarts; then slots move without a failed request', async (t) => {
    const { redis, old, backends, visitors } = await start(t, 16)
    await redis.makeSecrets('cluster')
    const [empty, second] = await startAll(['redis-1', 'redis-2'], (name) =>
      redis.startNode(name, 'cluster'),
    )
    assert.ok(empty && second)
    await empty.ask('node', 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await redis.cluster('add-node', addressOf(second), addressOf(empty))
    await agree([empty, second])
    await empty.stop()
    await served(visitors)
    assert.deepEqual(visitors.answers(), ['200'])

    await old.stop()
    redis.moveData('redis', 'redis-1')
    const first = await redis.startNode('redis-1', 'cluster', { port: String(empty.port) })
    await agree([first, second])
    await restart(backends, visitors, redis.clusterSettings([first]))
    await served(visitors)
    assert.deepEqual(visitors.answers(), ['200', '503'])

    const idOf = (node: Node) => node.ask('node', 'CLUSTER', 'MYID')
    const [from, to] = [await idOf(first), await idOf(second)]
    const reshard = (slots: number) =>
      redis.cluster(
        ...['reshard', addressOf(first), '--cluster-slots', String(slots)],
        ...['--cluster-from', from, '--cluster-to', to, '--cluster-yes'],
      )
    // ioredis connects only to nodes that have slots. Without this, its first command for the new node may fail.
    await reshard(1)
    await until(() => backends.every(({ app }) => knows(app.redis, second)))
    // The lowest slots move first.
    const slots = await Promise.all(visitors.ids().map((id) => slotOf(`session:${id}`, first)))
    const lowest = Math.min(...slots)
    await reshard(lowest)
    await served(visitors)
    assert.deepEqual(visitors.answers(), ['200'])
    await visitors.end()
    const moved = visitors.ids()[slots.indexOf(lowest)]
    assert.equal(await second.ask('operator', 'EXISTS', `session:${moved}`), '1')
    for (const backend of backends) await visitors.assertAllThere(backend)
  })
})

/** Two backends with a single Redis, and visitors. */
async function start(t: { after(close: () => Promise<void>): void }, count: number) {
  const redis = movingRedis()
  const backends: Backend[] = []
  let visitors: Visitors | undefined
  t.after(async () => {
    await visitors?.end()
    await Promise.all(backends.map((backend) => backend.close()))
    await redis.close()
  })
  await redis.makeSecrets('single')
  const old = await redis.startSingle()
  for (const name of ['backend-1', 'backend-2']) {
    backends.push(await startBackend(name, '', redis.singleSettings(old)))
  }
  visitors = await startVisitors(backends, count)
  await served(visitors)
  return { redis, old, backends, visitors }
}

async function startAll(names: string[], startOne: (name: string) => Promise<Node>) {
  return Promise.all(names.map(startOne))
}

/** Replaces one backend after the other by one with these settings. */
async function restart(backends: Backend[], visitors: Visitors, settings: Env): Promise<void> {
  for (const [i, old] of backends.entries()) {
    const next = await startBackend(old.name, '', settings)
    backends[i] = next
    await visitors.replace(old, next)
    await old.close()
  }
}

/** Waits for more answers with the status 200. */
async function served(visitors: Visitors): Promise<void> {
  const enough = visitors.count(200) + 100
  await until(() => visitors.count(200) > enough, { what: 'more answers', timeoutMs: 60_000 })
}

async function says(node: Node, question: string[], answer: RegExp): Promise<void> {
  await until(async () => answer.test(await node.ask('operator', ...question)), {
    what: `${question.join(' ')} to say ${answer}`,
  })
}

/** Waits until each node knows the others and who serves all slots. */
async function agree(nodes: Node[]): Promise<void> {
  const answer = new RegExp(`cluster_slots_ok:16384[\\s\\S]*cluster_known_nodes:${nodes.length}\\s`)
  for (const node of nodes) {
    await says(node, ['CLUSTER', 'INFO'], answer)
    // Until the nodes have greeted each other, their configuration files do not have the other.
    await says(node, ['CLUSTER', 'NODES'], /^(?![\s\S]*handshake)/)
  }
}

/** Whether a backend is connected to this node of the cluster. */
function knows(redis: Backend['app']['redis'], { port }: Node): boolean {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : []
  return nodes.some(({ options, status }) => options.port === port && status === 'ready')
}

async function slotOf(key: string, node: Node): Promise<number> {
  return Number(await node.ask('operator', 'CLUSTER', 'KEYSLOT', key))
}
