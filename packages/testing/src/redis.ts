// An empty Redis for one test file. It is a local redis-server, or a container (TEST_REDIS=docker, or no redis-server is
// installed), or an existing server (TEST_REDIS_URL). An existing server is emptied first: use it for one test file at a
// time, and only for tests that do not stop it.
import { once } from 'node:events'
import { Redis, type RedisOptions } from 'ioredis'
import { containerServer, hasRedisServer, localServer, type RedisServer } from './redis-server.ts'
import { until } from './until.ts'

/** `stop`, `start`, `freeze` and `thaw` need `toStop`; after `stop`, `start` starts an empty server at the same address. */
export interface RedisFixture extends Omit<RedisServer, 'port'> {
  /** For the test's own commands. */
  redis: Redis
  /** A new connection that fails fast, with the backend's settings; `options` override them. */
  connect(options?: RedisOptions): Promise<Redis>
}

export async function startRedis({ toStop = false } = {}): Promise<RedisFixture> {
  const { TEST_REDIS, TEST_REDIS_URL } = process.env
  const server =
    TEST_REDIS_URL && !toStop
      ? existingServer(TEST_REDIS_URL)
      : TEST_REDIS === 'docker' || !hasRedisServer()
        ? await containerServer()
        : await localServer()
  const connections: Redis[] = []
  const open = (options: object) => {
    const connection = new Redis(server.url, { retryStrategy: () => 20, ...options })
    connection.on('error', () => {})
    connections.push(connection)
    return connection
  }

  const redis = open({})
  async function close() {
    for (const connection of connections) connection.disconnect()
    await server.close()
  }
  async function start() {
    await server.start()
    await until(() => redis.ping().catch(() => false), { what: 'Redis' })
  }
  try {
    await start()
    await redis.flushall()
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...server,
    redis,
    async connect(options) {
      const connection = open({
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        commandTimeout: 5_000,
        ...options,
      })
      if (connection.status !== 'ready') await once(connection, 'ready')
      return connection
    },
    start,
    close,
  }
}

function existingServer(url: string): Omit<RedisServer, 'port'> {
  const refuse = async () => {
    throw new Error('A test must not stop the Redis of TEST_REDIS_URL')
  }
  const nothing = async () => {}
  return { url, start: nothing, stop: refuse, freeze: refuse, thaw: refuse, close: nothing }
}
