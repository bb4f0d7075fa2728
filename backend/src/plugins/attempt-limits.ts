// Limits the attempts to log in. The counters are in Redis, so all backends share them.
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit'
import type { Credentials } from '@session-clustering/api'
import { unavailable } from '@session-clustering/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Config } from '../config.ts'
import { Problem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts an attempt. Call it before a password is hashed. @throws {Problem} 429 after too many attempts */
    countLoginAttempt(request: FastifyRequest): Promise<void>
    /** Resets the counter of this account from this address. Call it when the attempt has succeeded. */
    resetLoginAttempts(request: FastifyRequest): Promise<void>
  }
}

type Limits = Pick<Config, 'LOGIN_ATTEMPTS_PER_ACCOUNT' | 'LOGIN_ATTEMPTS_PER_ADDRESS'>

export const loginLimits = fp(
  async (app, limits: Limits) => {
    // Count by account and address together: an attacker cannot lock the owner out, who has another address.
    const byAccount = await limiter(app, ACCOUNT_PREFIX, {
      max: limits.LOGIN_ATTEMPTS_PER_ACCOUNT,
      keyGenerator: accountKey,
    })
    const byAddress = await limiter(app, 'limit:login-address:', {
      max: limits.LOGIN_ATTEMPTS_PER_ADDRESS,
      keyGenerator: (request) => request.ip,
    })

    app.decorate('countLoginAttempt', async (request) => {
      const counts = await Promise.all([byAccount(request), byAddress(request)]).catch(unavailable)
      for (const count of counts) {
        if (!count.isAllowed && count.isExceeded) {
          const detail = 'Too many attempts to log in. Try again later.'
          throw new Problem(429, 'too-many-attempts', detail, {
            retryAfterSeconds: count.ttlInSeconds,
          })
        }
      }
    })
    app.decorate('resetLoginAttempts', async (request) => {
      await app.redis.del(ACCOUNT_PREFIX + accountKey(request)).catch(unavailable)
    })
  },
  { name: 'login-limits', dependencies: ['redis'] },
)

const ACCOUNT_PREFIX = 'limit:login-account:'

function accountKey(request: FastifyRequest): string {
  // A login has the username in its body. A change of password has it in the session.
  const { username = request.session?.username ?? '' } = request.body as Partial<Credentials>
  return `${request.ip}:${username.normalize('NFC')}`
}

/** Each limiter needs its own scope: @fastify/rate-limit has one store and one key prefix for each scope. */
async function limiter(app: FastifyInstance, nameSpace: string, options: RateLimitPluginOptions) {
  let limiter: ReturnType<FastifyInstance['createRateLimit']> | undefined
  await app.register(async (scope) => {
    await scope.register(rateLimit, {
      global: false,
      redis: app.redis,
      nameSpace,
      timeWindow: '1 minute',
      ...options,
    })
    limiter = scope.createRateLimit()
  })
  if (!limiter) throw new Error('@fastify/rate-limit did not register')
  return limiter
}
