// A Redis that is full of other people's sessions.
import type { Redis } from 'ioredis'

const BATCH = 5_000

/** Adds sessions as this store writes them, made where they are kept. */
export async function addSessions(redis: Redis, count: number): Promise<void> {
  for (let made = 0; made < count; made += BATCH) {
    await redis.eval(
      `for i = 1, tonumber(ARGV[2]) do
         local key = string.format('session:%032d', ARGV[1] + i)
         redis.call('HSET', key, 'creationTime', '1795511408302', 'lastAccessedTime', '1795511408302',
           'maxInactiveInterval', '1800', 'sessionAttr:username', '"somebody"', 'sessionAttr:note', ARGV[3])
         redis.call('PEXPIRE', key, 1800000)
       end`,
      0,
      made,
      Math.min(BATCH, count - made),
      JSON.stringify('x'.repeat(180)),
    )
  }
}
