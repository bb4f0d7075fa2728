// Reserves the switches that all visitors share for whoever has the key.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

/** An `onRequest` hook; without a key, everybody passes. */
export function presenterOnly(key: string) {
  const expected = digest(key)
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const given = headers['x-presenter-key']
    const isPresenter = timingSafeEqual(digest(String(given ?? '')), expected)
    if (!isPresenter && key !== '') {
      throw new Problem(403, 'presenter-only', 'Only the presenter can throw this switch.')
    }
  }
}

/** All of one length, as the comparison wants them. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
