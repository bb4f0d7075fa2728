import { before, suite } from 'node:test'
import { forSuite, startRedis } from '@session-clustering/testing'
import { HALF_AN_HOUR, storeContract } from '@session-clustering/testing/contract'
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
      // Every use is noted, as the contract expects.
      new RedisSessionStore(connection, { ...HALF_AN_HOUR, touchIntervalSeconds: 0, ...options }),
  )
})
