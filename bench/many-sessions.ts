// Fills Redis with sessions that no request uses.
import type { Redis } from 'ioredis'

const BATCH = 10_000

/** Copies a session in Redis until there are `count`. Works with the keys of every store here. */
export async function multiplySessions(redis: Redis, count: number): Promise<void> {
  const isSession = (key: string) => key.startsWith('sess') && !key.startsWith('session:user:')
  const sessions = (await redis.keys('*')).filter(isSession)
  const [original = ''] = sessions
  const prefix = original.slice(0, original.indexOf(':') + 1)
  for (let made = sessions.length; made < count; made += BATCH) {
    await redis.eval(
      `for i = ARGV[2], ARGV[3] do redis.call('COPY', KEYS[1], ARGV[1] .. string.format('%032d', i)) end`,
      1,
      original,
      prefix,
      made + 1,
      Math.min(made + BATCH, count),
    )
  }
}
