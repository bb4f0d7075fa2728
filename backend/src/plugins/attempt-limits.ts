// Limits the attempts to log in and to sign up.
import fp from 'fastify-plugin'
import type { Config } from '../config.ts'
import type { UserRepository } from '../users/user-repository.ts'
import { accountLimiter } from './account-limiter.ts'
import { addressLimiter } from './address-limiter.ts'
import { browserOf } from './browser.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Counts an attempt and runs it. Its success resets the count of this account from this sender.
     * @param attempt checks a password; resolves to whether it fits
     * @throws {Problem} 429 after too many attempts, and what the attempt throws
     */
    loginAttempt<T extends { fits: boolean }>(
      request: FastifyRequest,
      username: string,
      attempt: () => Promise<T>,
    ): Promise<T>
    /** Counts a sign-up and runs it, whether the name is taken or not. @throws {Problem} 429 after too many */
    signUpAttempt<T>(request: FastifyRequest, attempt: () => Promise<T>): Promise<T>
  }
}

interface Options {
  limits: Pick<
    Config,
    'LOGIN_ATTEMPTS_PER_ACCOUNT' | 'LOGIN_ATTEMPTS_PER_ADDRESS' | 'SIGNUPS_PER_ADDRESS'
  >
  users: Pick<UserRepository, 'lastBrowser'>
}

/**
 * A day has 144 times ten minutes. This factor lets ten classes sign up in a day, and bounds the accounts that one address
 * adds to Redis: an account that has logged in never expires.
 */
const DAY_FACTOR = 10

export const attemptLimits = fp(
  async (app, { limits, users }: Options) => {
    const byAccount = accountLimiter(app, limits.LOGIN_ATTEMPTS_PER_ACCOUNT)
    const byAddress = await addressLimiter(app, {
      nameSpace: 'limit:login-address:',
      max: limits.LOGIN_ATTEMPTS_PER_ADDRESS,
      timeWindow: '1 minute',
      detail: 'Too many attempts to log in. Try again later.',
    })
    const signUpsWithin = (timeWindow: string, nameSpace: string, max: number) =>
      addressLimiter(app, {
        nameSpace,
        max,
        timeWindow,
        detail: 'Too many sign-ups. Try again later.',
      })
    const most = limits.SIGNUPS_PER_ADDRESS
    const signUps = await signUpsWithin('10 minutes', 'limit:signup-address:', most)
    const signUpsOfDay = await signUpsWithin(
      '1 day',
      'limit:signup-day-address:',
      most * DAY_FACTOR,
    )

    app.decorate('loginAttempt', async (request, username, attempt) => {
      const address = await byAddress.count(request)
      // The browser of the last login has a count of its own: guesses from the same address do not delay the owner there.
      const browser = browserOf(request)
      const isKnown = browser !== undefined && browser === (await users.lastBrowser(username))
      const sender = isKnown ? browser : address
      await byAccount.count(sender, username).catch(async (refusal) => {
        await byAddress.uncount(address)
        throw refusal
      })
      const result = await uncountUnserved(attempt, () =>
        Promise.all([byAddress.uncount(address), byAccount.uncount(sender, username)]),
      )
      if (result.fits) await byAccount.reset(sender, username)
      return result
    })
    app.decorate('signUpAttempt', async (request, attempt) => {
      const address = await signUps.count(request)
      await signUpsOfDay.count(request)
      return uncountUnserved(attempt, () =>
        Promise.all([signUps.uncount(address), signUpsOfDay.uncount(address)]),
      )
    })
  },
  { name: 'attempt-limits', dependencies: ['redis'] },
)

/**
 * Runs an attempt that has been counted. If the server cannot serve it (503), it is not counted: a flood of one visitor
 * would otherwise use up the attempts of another, who tries again.
 */
async function uncountUnserved<T>(
  attempt: () => Promise<T>,
  uncount: () => Promise<unknown>,
): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    const isUnserved = error instanceof Error && Reflect.get(error, 'statusCode') === 503
    // While Redis is away, the count stays.
    if (isUnserved) await uncount().catch(() => {})
    throw error
  }
}
