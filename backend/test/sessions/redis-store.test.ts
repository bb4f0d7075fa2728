import { after, before, suite } from 'node:test'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../../src/sessions/index.ts'
import { type RedisFixture, startRedis } from '../support/redis.ts'
import { HALF_AN_HOUR, storeContract } from './store-contract.ts'

suite('Redis store', () => {
  let fixture: RedisFixture
  let connection: Redis
  before(async () => {
    fixture = await startRedis()
    connection = await fixture.connect()
  })
  after(() => fixture.close())

  storeContract((options) => new RedisSessionStore(connection, { ...HALF_AN_HOUR, ...options }))
})
