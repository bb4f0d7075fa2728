// How often somebody may try to log in: counted in Redis, so that both backends count together.
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit'
import type { Credentials } from '@session-clustering/api'
import { unavailable } from '@session-clustering/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Config } from '../config.ts'
import { Problem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts an attempt, before anything is hashed. @throws {Problem} 429 when there were too many */
    countLoginAttempt(request: FastifyRequest): Promise<void>
    /** The attempt succeeded: what was counted against this account from this address is forgotten. */
    forgiveLoginAttempts(request: FastifyRequest): Promise<void>
  }
}

type Limits = Pick<Config, 'LOGIN_ATTEMPTS_PER_ACCOUNT' | 'LOGIN_ATTEMPTS_PER_ADDRESS'>

export const loginLimits = fp(
  async (app, limits: Limits) => {
    // By account and address together: whoever attacks an account does not lock its owner out elsewhere.
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
          const detail = 'Too many attempts to log in. Wait a little.'
          throw new Problem(429, 'too-many-attempts', detail, {
            retryAfterSeconds: count.ttlInSeconds,
          })
        }
      }
    })
    app.decorate('forgiveLoginAttempts', async (request) => {
      await app.redis.del(ACCOUNT_PREFIX + accountKey(request)).catch(unavailable)
    })
  },
  { name: 'login-limits', dependencies: ['redis'] },
)

const ACCOUNT_PREFIX = 'limit:login-account:'

function accountKey(request: FastifyRequest): string {
  // Who logs in says who they are; who changes a password is logged in.
  const { username = request.session?.username ?? '' } = request.body as Partial<Credentials>
  return `${request.ip}:${username.normalize('NFC')}`
}

/** A scope of its own for each limiter: the plugin keeps one store, and one key prefix, a scope. */
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
