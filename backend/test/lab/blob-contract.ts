// Runs the contract of all stores against the blob store, which fails some of it. Left out are the topics that it does not
// support: it does not check its options, replaces no session, has no list of a user's sessions, and a SET does not check the
// record that it overwrites. blob-store.test.ts starts this file.
import { after, before, suite } from 'node:test'
import { type RedisFixture, startRedis } from '@session-clustering/testing'
import { storeContract, topics } from '@session-clustering/testing/contract'
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

  const { options, replacements, users, limits, lateChanges, ...supported } = topics
  storeContract((given = {}) => new BlobSessionStore(connection, given), supported)
})
