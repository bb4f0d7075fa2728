// Runs the contract of all stores against the blob store, which fails parts of it. blob-store.test.ts starts this file.
import { after, before, suite } from 'node:test'
import { type RedisFixture, startRedis } from '@session-clustering/testing'
import { HALF_AN_HOUR, storeContract } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { BlobSessionStore } from '../../src/lab/blob-store.ts'

suite('blob store', () => {
  let fixture: RedisFixture
  let connection: Redis
  before(async () => {
    fixture = await startRedis()
    connection = await fixture.connect()
  })
  after(() => fixture.close())

  storeContract((options) => new BlobSessionStore(connection, { ...HALF_AN_HOUR, ...options }))
})
