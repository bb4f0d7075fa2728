// The one connection to Redis, set to fail fast: a session route that cannot reach Redis answers 503 at once,
// where the client's defaults would keep it waiting for more than a minute.
import fp from 'fastify-plugin'
import { Redis } from 'ioredis'
import type { Config } from '../config.ts'

declare module 'fastify' {
  interface FastifyInstance {
    redis: Redis
  }
}

type RedisSettings = Pick<Config, 'REDIS_URL' | 'redisPassword' | 'SERVER_NAME'>

export const redis = fp(
  async (app, { config }: { config: RedisSettings }) => {
    const client = new Redis(urlWithPassword(config.REDIS_URL, config.redisPassword), {
      connectionName: config.SERVER_NAME,
      // Away means away: no command waits for a connection, none is sent a second time.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      // A Redis that hangs costs this much, not for ever; and it costs it once. With the second of the two the connection
      // is dropped, and until a new one has been answered it is away like one that was stopped: the circuit breaker.
      commandTimeout: 1_000,
      socketTimeout: 1_000,
      connectTimeout: 2_000,
      retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
      // After a failover the old primary answers READONLY: look for the new one.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    })
    client.on('error', (error) => app.log.warn({ err: error }, 'Redis connection failed'))
    client.on('ready', () => app.log.info('Redis connected'))
    app.decorate('redis', client)
    app.addHook('onClose', async () => client.disconnect())
  },
  { name: 'redis' },
)

/** In the URL, because ioredis takes a URL with a user and no password to mean an empty one. */
export function urlWithPassword(redisUrl: string, password: string | undefined): string {
  const url = new URL(redisUrl)
  if (password !== undefined) url.password = password
  return url.href
}
