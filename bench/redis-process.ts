import { fileURLToPath } from 'node:url'
import { localServer } from '@session-clustering/testing'
import { Redis } from 'ioredis'

/** Starts an empty Redis on a free port of 127.0.0.1. */
export async function startRedis() {
  const config = fileURLToPath(new URL('../deploy/redis/redis.conf', import.meta.url))
  // The stack's configuration without its memory limit. Automatic rewrites are off, because the growth of the file is
  // measured; redis-info.ts compacts it between two measurements.
  const { url, start, close } = await localServer([
    ...[config, '--maxmemory', '0', '--auto-aof-rewrite-percentage', '0'],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec'],
  ])
  await start().catch((cause) => {
    throw new Error('redis-server cannot be started: `make unit` installs it', { cause })
  })
  const client = new Redis(url, { retryStrategy: () => 50 })
  client.on('error', () => {})
  await client.ping()
  return {
    url,
    client,
    async stop() {
      client.disconnect()
      await close()
    },
  }
}
