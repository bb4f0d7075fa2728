// Counts requests by address. The counters are in Redis, so all backends share them.
import rateLimit from '@fastify/rate-limit'
import { unavailable } from '@session-clustering/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

export interface AddressLimiterOptions {
  /** Prefix of the keys in Redis. */
  nameSpace: string
  max: number
  /** For example `1 minute`. It begins with the first request. */
  timeWindow: string
  /** The text of the 429. */
  detail: string
}

export interface AddressLimiter {
  /**
   * Counts a request. @returns its address as it is counted: an IPv6 address as its /64 network, which usually
   * belongs to one visitor, and an IPv4 address in IPv6 notation as IPv4. @throws {Problem} 429 when there were too many
   */
  count(request: FastifyRequest): Promise<string>
  /** Takes one counted request back. */
  uncount(address: string): Promise<void>
}

// Does nothing to a key that has expired: DECR would create it again, without an expiry.
const UNCOUNT = `-- rate-limit-uncount
return redis.call('EXISTS', KEYS[1]) == 1 and redis.call('DECR', KEYS[1])`

export async function addressLimiter(
  app: FastifyInstance,
  { nameSpace, max, timeWindow, detail }: AddressLimiterOptions,
): Promise<AddressLimiter> {
  let limit: ReturnType<FastifyInstance['createRateLimit']> | undefined
  // Each limiter needs its own scope: @fastify/rate-limit has one store and one key prefix for each scope.
  await app.register(async (scope) => {
    await scope.register(rateLimit, {
      global: false,
      redis: app.redis,
      nameSpace,
      max,
      timeWindow,
    })
    limit = scope.createRateLimit()
  })
  const counted = limit
  if (!counted) throw new Error('@fastify/rate-limit did not register')
  return {
    async count(request) {
      const count = await counted(request).catch(unavailable)
      if (!count.isAllowed && count.isExceeded) {
        throw new Problem(429, 'too-many-attempts', detail, {
          retryAfterSeconds: count.ttlInSeconds,
        })
      }
      return count.key
    },
    async uncount(address) {
      await app.redis.eval(UNCOUNT, 1, nameSpace + address).catch(unavailable)
    },
  }
}
