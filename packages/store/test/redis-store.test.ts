import { before, suite } from 'node:test'
import { forSuite, startRedis } from '@session-clustering/testing'
import { storeContract } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'

suite('Redis store', () => {
  const fixture = forSuite(startRedis)
  let connection: Redis
  before(async () => {
    connection = await fixture.connect()
  })

  storeContract(
    (options) =>
      // The contract expects a write at every use.
      new RedisSessionStore(connection, { touchIntervalSeconds: 0, ...options }),
  )
})
