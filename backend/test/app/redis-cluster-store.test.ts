import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { RedisSessionStore } from '@session-clustering/store'
import { newId, until } from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import { Cluster, type Redis } from 'ioredis'
import { type RedisNodes, startRedisNodes } from '../support/redis-nodes.ts'

suite('Redis store on a cluster, as the backend opens it', () => {
  let nodes: RedisNodes
  let connection: Redis | Cluster
  before(async () => {
    nodes = await startRedisNodes('cluster')
    connection = await nodes.connect()
  })
  after(() => nodes.stop())

  test('sessions are spread over all primaries', async () => {
    const store = new RedisSessionStore(connection, HALF_AN_HOUR)
    await Promise.all(Array.from({ length: 60 }, () => store.insert(newId(), {})))
    assert.ok(connection instanceof Cluster)
    const sizes = await Promise.all(connection.nodes('master').map((node) => node.info('keyspace')))
    assert.equal(sizes.length, 3)
    for (const size of sizes) assert.match(size, /db0:keys=[1-9]/)
  })

  test('no command is sent to a replica', async () => {
    const store = new RedisSessionStore(connection, HALF_AN_HOUR)
    const id = newId()
    await store.insert(id, {})
    const cluster = connection
    assert.ok(cluster instanceof Cluster)
    await until(() => cluster.nodes('slave').length === 3)
    for (const replica of cluster.nodes('slave')) {
      await assert.rejects(replica.hgetall(`session:${id}`), /^ReplyError: MOVED/)
    }
  })
})
