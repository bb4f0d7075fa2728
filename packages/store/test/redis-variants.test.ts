// The contract for each kind of Redis and of client options.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, suite, test } from 'node:test'
import {
  forSuite,
  newId,
  newName,
  type RedisClusterFixture,
  startRedis,
  startRedisCluster,
} from '@session-clustering/testing'
import { storeContract } from '@session-clustering/testing/contract'
import { Cluster, type Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'

/** The contract expects a write at every use. */
const EVERY_USE = { touchIntervalSeconds: 0 }

suite('Redis store on a Cluster', () => {
  let cluster: RedisClusterFixture
  let connection: Cluster
  before(async () => {
    cluster = await startRedisCluster()
    connection = await cluster.connect()
  })
  after(() => cluster.close())

  storeContract((options) => new RedisSessionStore(connection, { ...EVERY_USE, ...options }))

  test('a user with the ACL of the README can log in', async (t) => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
    const [, rights = ''] = /```acl\n(.*?)```/s.exec(readme) ?? []
    const ofCluster = readme.match(/\+cluster\|\w+/g) ?? []
    const words = [...rights.trim().split(/\s+/), ...ofCluster]
    const nodes = connection.nodes('master')
    for (const node of nodes) {
      await node.acl('SETUSER', 'store', 'reset', 'on', '>password', ...words)
    }
    const startupNodes = nodes.map(({ options: { host = '', port = 0 } }) => ({ host, port }))
    const limited = new Cluster(startupNodes, {
      redisOptions: { username: 'store', password: 'password' },
      clusterRetryStrategy: () => null,
    })
    limited.on('error', () => {})
    t.after(() => limited.disconnect())
    const username = newName()
    const store = new RedisSessionStore(limited, EVERY_USE)
    await store.insert(newId(), { username })
    assert.equal((await store.list(username)).length, 1)
  })
})

for (const [what, options] of Object.entries({
  'a key prefix': { keyPrefix: 'app:' },
  RESP2: { protocol: 2 },
  'RESP3 and its own types of replies': { protocol: 3, replyMapping: 'resp3' },
  'numbers as strings': { stringNumbers: true },
  autopipelining: { enableAutoPipelining: true },
} as const)) {
  suite(`Redis store, client with ${what}`, () => {
    const fixture = forSuite(startRedis)
    let connection: Redis
    before(async () => {
      connection = await fixture.connect(options)
    })

    storeContract((more) => new RedisSessionStore(connection, { ...EVERY_USE, ...more }))
  })
}

suite('Redis store without batches', () => {
  const fixture = forSuite(startRedis)
  let connection: Redis
  before(async () => {
    connection = await fixture.connect()
  })

  storeContract(
    (options) => new RedisSessionStore(connection, { ...EVERY_USE, largestBatch: 1, ...options }),
  )
})
