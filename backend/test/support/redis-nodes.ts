// Redis as in production: several processes, users with passwords, and the app's own client options.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type RedisAlone, startRedisAlone } from '@session-clustering/stack/redis-alone'
import type { Cluster, Redis } from 'ioredis'
import { openRedis, redisAnswers } from '../../src/redis-client.ts'
import { redisTarget } from '../../src/redis-target.ts'

export interface RedisNodes extends RedisAlone {
  connect(): Promise<Redis | Cluster>
}

export async function startRedisNodes(topology: 'sentinel' | 'cluster'): Promise<RedisNodes> {
  const alone = await startRedisAlone(topology)
  const clients: (Redis | Cluster)[] = []
  return {
    ...alone,
    async connect() {
      const { REDIS_PASSWORD_FILE: file = '', REDIS_SENTINEL_PASSWORD_FILE } = alone.settings
      const password = readFileSync(file, 'utf8')
      const target = redisTarget(
        alone.settings,
        { password, sentinelPassword: REDIS_SENTINEL_PASSWORD_FILE && password },
        { url: '', user: 'app' },
      )
      const client = openRedis(target, 'test')
      clients.push(client)
      client.on('error', () => {})
      await once(client, 'ready')
      await redisAnswers(client)
      return client
    },
    async stop() {
      for (const client of clients) client.disconnect()
      await alone.stop()
    },
  }
}
