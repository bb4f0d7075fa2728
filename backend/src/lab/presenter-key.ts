// Reserves the shared switches for the presenter, who has a key.
import { hash, timingSafeEqual } from 'node:crypto'
import { StoreUnavailableError } from '@session-clustering/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressLimiter } from '../plugins/address-limiter.ts'
import { Problem } from '../problems.ts'

const GUESSES_PER_MINUTE = 30

/**
 * Makes an `onRequest` hook that checks X-Presenter-Key. With an empty key, every request passes. All backends share the
 * count of wrong keys from one address.
 * @param app has the connection to Redis
 */
export async function presenterOnly(app: FastifyInstance, key: string) {
  // `timingSafeEqual` needs buffers of the same length.
  const digest = (text: string) => hash('sha256', text, 'buffer')
  const expected = digest(key)
  const guesses = await addressLimiter(app, {
    nameSpace: 'limit:presenter-address:',
    max: GUESSES_PER_MINUTE,
    timeWindow: '1 minute',
    detail: 'Too many wrong presenter keys. Try again later.',
  })
  /** While Redis is away nothing is counted: the presenter has to be able to switch it on again. */
  const unlessAway = (error: unknown) => {
    if (!(error instanceof StoreUnavailableError)) throw error
  }

  return async (request: FastifyRequest): Promise<void> => {
    const given = request.headers['x-presenter-key']
    if (key === '') return
    if (given !== undefined && given !== '') {
      const address = await guesses.count(request).catch(unlessAway)
      if (timingSafeEqual(digest(String(given)), expected)) {
        if (address !== undefined) await guesses.uncount(address).catch(unlessAway)
        return
      }
    }
    throw new Problem(403, 'presenter-only', 'Only the presenter may use this switch.')
  }
}
