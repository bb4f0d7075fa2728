import { createHmac } from 'node:crypto'

const FORMAT = /^[\w-]{32}$/

/**
 * Whether a string can be an id at all (24 random bytes in base64url, as @fastify/session makes them).
 * Anything else is refused before it can become part of a Redis key.
 */
export function isSessionId(value: string): boolean {
  return FORMAT.test(value)
}

export interface SessionHandles {
  /** A name for a session that can be shown and logged. */
  of(id: string): string
  /** Whether a handle is this session's, be it one that an older secret has made. */
  isOf(handle: string, id: string): boolean
}

/**
 * Handles are keyed: whoever knows a session id but no secret cannot find that session in a log, nor the id from there.
 *
 * @param secrets those of the cookie signer: the first makes handles, all are recognised
 */
export function sessionHandles(secrets: readonly string[]): SessionHandles {
  // A key of their own: what signs cookies signs nothing else.
  const keys = secrets.map((secret) => hmac(secret, 'session handle').digest())
  const handle = (key: Buffer, id: string) => hmac(key, id).digest('base64url').slice(0, 16)
  const [current] = keys
  if (current === undefined) throw new TypeError('At least one secret is needed')
  return {
    of: (id) => handle(current, id),
    isOf: (text, id) => keys.some((key) => handle(key, id) === text),
  }
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text)
}
