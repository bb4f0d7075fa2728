import { createHash } from 'node:crypto'

const FORMAT = /^[\w-]{32}$/

/**
 * Whether a string can be an id at all (24 random bytes in base64url, as @fastify/session makes them).
 * Anything else is refused before it can become part of a Redis key.
 */
export function isSessionId(value: string): boolean {
  return FORMAT.test(value)
}

/** A name for a session that can be shown and logged, and that the id cannot be found from. */
export function sessionHandle(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 16)
}
