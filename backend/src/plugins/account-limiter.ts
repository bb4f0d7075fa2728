// Counts attempts at one account from one sender: an address, or the browser of its last login. After the free ones, each
// attempt has to wait, longer each time and 30 s at most. Where all visitors have one address, somebody else's guesses thus
// delay the owner and do not lock the account.
import { unavailable } from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problems.ts'

const KEY_PREFIX = 'limit:login-delay:'
const FIRST_DELAY_MS = 5_000
const LONGEST_DELAY_MS = 30_000
/** The count is forgotten after this time without an attempt. */
const FORGOTTEN_AFTER_MS = 60_000

// KEYS[1] a hash: the number of attempts, and until when the next one has to wait.
// ARGV: free attempts, first delay, longest delay, time until the count is forgotten.
// Returns 0, or the milliseconds to wait. An attempt during the delay is not counted, so it makes the delay no longer.
const COUNT = `-- login-delay
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = (redis.call('HGET', KEYS[1], 'until') or 0) - now
if wait > 0 then return wait end
local over = redis.call('HINCRBY', KEYS[1], 'attempts', 1) - ARGV[1]
if over >= 0 then
  redis.call('HSET', KEYS[1], 'until', now + math.min(ARGV[2] * 2 ^ math.min(over, 20), ARGV[3]))
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 0`

// Does nothing to a count that has expired: HINCRBY would create it again, without an expiry.
const UNCOUNT = `-- login-delay-uncount
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HINCRBY', KEYS[1], 'attempts', -1)
redis.call('HDEL', KEYS[1], 'until')`

export interface AccountLimiter {
  /** @throws {Problem} 429 during the delay */
  count(sender: string, username: string): Promise<void>
  /** Takes one attempt back. */
  uncount(sender: string, username: string): Promise<void>
  /** Forgets all attempts. */
  reset(sender: string, username: string): Promise<void>
}

export function accountLimiter({ redis }: FastifyInstance, freeAttempts: number): AccountLimiter {
  const keyOf = (sender: string, username: string) => `${KEY_PREFIX}${sender}:${username}`
  return {
    async count(sender, username) {
      const times = [FIRST_DELAY_MS, LONGEST_DELAY_MS, FORGOTTEN_AFTER_MS]
      const waitMs = await redis
        .eval(COUNT, 1, keyOf(sender, username), freeAttempts, ...times)
        .catch(unavailable)
      if (Number(waitMs) > 0) {
        const detail = 'Too many attempts to log in to this account. Try again later.'
        const retryAfterSeconds = Math.ceil(Number(waitMs) / 1000)
        throw new Problem(429, 'too-many-attempts', detail, { retryAfterSeconds })
      }
    },
    async uncount(sender, username) {
      await redis.eval(UNCOUNT, 1, keyOf(sender, username)).catch(unavailable)
    },
    async reset(sender, username) {
      await redis.del(keyOf(sender, username)).catch(unavailable)
    },
  }
}
