// Opens the Redis client that sessions, users and login limits share.
import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import type { Config } from '../config.ts'
import { openRedis } from '../redis-client.ts'
import type { ConnectionProblems } from '../redis-connector.ts'

declare module 'fastify' {
  interface FastifyInstance {
    redis: Redis | Cluster
  }
}

export const redis = fp(
  async (app, { config }: { config: Pick<Config, 'redis' | 'SERVER_NAME'> }) => {
    const problems: ConnectionProblems = new Map()
    const client = openRedis(config.redis, config.SERVER_NAME, problems)
    client.on('error', (err) => {
      const reason = [...problems.values()].join('; ')
      app.log.warn({ err, ...(reason ? { reason } : {}) }, 'Redis connection failed')
    })
    client.on('ready', () => {
      problems.clear()
      app.log.info('Redis connected')
    })
    // Only a cluster client emits this.
    client.on('node error', (error: Error, node: string) =>
      app.log.warn({ err: error, node }, 'Redis node failed'),
    )
    app.decorate<Redis | Cluster, 'redis'>('redis', client)
    app.addHook('onClose', async () => client.disconnect())
  },
  { name: 'redis' },
)
