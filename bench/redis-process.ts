import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'

/** An empty Redis for the bench, on a free port of 127.0.0.1. */
export interface RedisProcess {
  url: string
  client: Redis
  stop(): Promise<void>
}

export async function startRedis(appendOnly: 'yes' | 'no'): Promise<RedisProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'session-bench-'))
  const port = await freePort()
  const config = fileURLToPath(new URL('../deploy/redis/redis.conf', import.meta.url))
  const child = spawn(
    'redis-server',
    [
      ...[config, '--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
      // The stack's configuration without its memory limit. Automatic rewrites are off, because the growth of the file
      // is measured; redis-info.ts compacts it between two measurements.
      ...['--appendonly', appendOnly, '--appendfsync', 'everysec', '--maxmemory', '0'],
      ...['--auto-aof-rewrite-percentage', '0'],
    ],
    { stdio: 'ignore' },
  )
  const failed = once(child, 'error').then(([error]) => {
    throw new Error('redis-server cannot be started: `make unit` installs it', { cause: error })
  })
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { retryStrategy: () => 50 })
  client.on('error', () => {})
  await Promise.race([client.ping(), failed])
  return {
    url,
    client,
    async stop() {
      client.disconnect()
      child.kill()
      await once(child, 'exit')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address !== null && typeof address === 'object' ? address.port : 0
}
