import { before, suite } from 'node:test'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../../src/sessions/index.ts'
import { forSuite } from '../support/for-suite.ts'
import { startRedis } from '../support/redis.ts'
import { HALF_AN_HOUR, storeContract } from './store-contract.ts'

suite('Redis store', () => {
  const fixture = forSuite(startRedis)
  let connection: Redis
  before(async () => {
    connection = await fixture.connect()
  })

  storeContract((options) => new RedisSessionStore(connection, { ...HALF_AN_HOUR, ...options }))
})
