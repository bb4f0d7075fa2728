// The operator's way to end sessions: node src/revoke.ts --user ada, or --all. Needs Redis, as the operator, and no
// backend. What a backend keeps in its own memory ends when that backend does.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { urlWithPassword } from './plugins/redis.ts'
import { RedisSessionStore } from './sessions/index.ts'
import { isSessionId } from './sessions/session-id.ts'

const { REDIS_URL = 'redis://operator@127.0.0.1:6379', REDIS_PASSWORD_FILE } = process.env

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

function whose(): { user?: string | undefined; all: boolean } {
  try {
    const options = { user: { type: 'string' }, all: { type: 'boolean', default: false } } as const
    return parseArgs({ options }).values
  } catch (error) {
    return fail((error as Error).message)
  }
}

const { user, all } = whose()
if (all === Boolean(user)) fail('Say whose sessions: --user NAME, or --all.')

const password = REDIS_PASSWORD_FILE && readFileSync(REDIS_PASSWORD_FILE, 'utf8').trim()
const redis = new Redis(urlWithPassword(REDIS_URL, password), {
  lazyConnect: true,
  retryStrategy: () => null,
})
redis.on('error', () => {})
await redis.connect().catch((error: Error) => fail(`Redis cannot be reached: ${error.message}`))

// The timeouts play no part in ending a session.
const store = new RedisSessionStore(redis, {
  idleTimeoutSeconds: 1,
  absoluteLifetimeSeconds: 1,
})

try {
  const count = user ? await store.revokeAll(user.normalize('NFC')) : await revokeEverybodys()
  console.log(`${count} ${count === 1 ? 'session' : 'sessions'} revoked.`)
} catch (error) {
  const { message, cause } = error as Error
  fail(`${message}: ${cause instanceof Error ? cause.message : 'see above'}`)
} finally {
  redis.disconnect()
}

/** SCAN sees every session that was there before it began; one that begins meanwhile has just logged in. */
async function revokeEverybodys(): Promise<number> {
  let count = 0
  for await (const keys of redis.scanStream({ match: 'session:*', count: 500 })) {
    const ended = await Promise.all((keys as string[]).map(end))
    count += ended.filter(Boolean).length
  }
  return count
}

async function end(key: string): Promise<boolean> {
  const id = key.slice('session:'.length)
  if (isSessionId(id)) return store.destroy(id, 'revoked')
  // The lab's usual store: a session is one key, and nothing else knows of it.
  return key.startsWith('session:blob:') && (await redis.del(key)) === 1
}
