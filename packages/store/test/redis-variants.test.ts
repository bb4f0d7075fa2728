// The contract once more for each way in which a Redis and its client can be set up.
import { after, before, suite } from 'node:test'
import {
  forSuite,
  type RedisClusterFixture,
  startRedis,
  startRedisCluster,
} from '@session-clustering/testing'
import { HALF_AN_HOUR, storeContract } from '@session-clustering/testing/contract'
import { type Cluster, Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'

/** The contract expects every use to be noted. */
const EVERY_USE = { ...HALF_AN_HOUR, touchIntervalSeconds: 0 }

suite('Redis store on a Cluster', () => {
  let cluster: RedisClusterFixture
  let connection: Cluster
  before(async () => {
    cluster = await startRedisCluster()
    connection = await cluster.connect()
  })
  after(() => cluster.close())

  storeContract((options) => new RedisSessionStore(connection, { ...EVERY_USE, ...options }))
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
    before(() => {
      connection = new Redis(fixture.url, options)
    })
    after(() => connection.disconnect())

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
