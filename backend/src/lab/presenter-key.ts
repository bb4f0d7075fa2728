// Reserves the shared switches for the presenter, who has a key.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'

/** Makes an `onRequest` hook that checks X-Presenter-Key. With an empty key, every request passes. */
export function presenterOnly(key: string) {
  const expected = digest(key)
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const given = headers['x-presenter-key']
    const isPresenter = timingSafeEqual(digest(String(given ?? '')), expected)
    if (!isPresenter && key !== '') {
      throw new Problem(403, 'presenter-only', 'Only the presenter may use this switch.')
    }
  }
}

/** `timingSafeEqual` needs buffers of the same length. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
