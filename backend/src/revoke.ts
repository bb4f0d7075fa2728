// Command line for operators: ends the sessions of one user (node src/revoke.ts --user ada), or all sessions (--all).
// It connects to Redis as the user `operator` and needs no backend. It does not end sessions in a backend's memory.
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { RedisSessionStore, scanKeys } from '@session-clustering/store'
import { readRedisTarget } from './config.ts'
import { openRedis, redisAnswers } from './redis-client.ts'
import type { RedisTarget } from './redis-target.ts'

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

function readArguments(): { user?: string | undefined; all: boolean } {
  try {
    const options = { user: { type: 'string' }, all: { type: 'boolean', default: false } } as const
    return parseArgs({ options }).values
  } catch (error) {
    return fail((error as Error).message)
  }
}

const { user, all } = readArguments()
if (all === Boolean(user)) fail('Give one of --user NAME and --all.')

const redis = openRedis(target(), 'operator')
// Do not wait for a reconnect: the first error ends the command.
await once(redis, 'ready').catch((error: Error) =>
  fail(`Redis cannot be reached: ${error.message}`),
)
redis.on('error', () => {})
await redisAnswers(redis)

const store = new RedisSessionStore(redis)

try {
  const count = user ? await store.revokeAll(user.normalize('NFC')) : await revokeAllSessions()
  console.log(`${count} ${count === 1 ? 'session' : 'sessions'} revoked.`)
} catch (error) {
  const { message, cause } = error as Error
  fail(`${message}: ${cause instanceof Error ? cause.message : 'see above'}`)
} finally {
  redis.disconnect()
}

function target(): RedisTarget {
  try {
    return readRedisTarget(process.env, 'operator')
  } catch (error) {
    return fail((error as Error).message)
  }
}

/** Ends every session that existed when SCAN began (a guarantee of SCAN). A session that begins later may stay. */
async function revokeAllSessions(): Promise<number> {
  let count = await store.clear()
  // The lab's blob store keeps each session in one key.
  for await (const keys of scanKeys(redis, 'session:blob:')) {
    const removed = await Promise.all(keys.map((key) => redis.del(key)))
    count += removed.filter((one) => one === 1).length
  }
  return count
}
