import { createHmac } from 'node:crypto'

export interface SessionHandles {
  /** A name of a session that can be shown and logged. */
  of(id: string): string
  /** Whether a handle belongs to this session; handles made with an older secret count. */
  isOf(handle: string, id: string): boolean
}

/**
 * Makes names for sessions. A name is a keyed hash (HMAC-SHA-256, 16 characters) of the id: without a secret, neither can
 * be computed from the other.
 *
 * @param secrets those of the cookies: the first makes handles, all are recognised
 * @throws {TypeError} when there is none
 */
export function sessionHandles(secrets: readonly string[]): SessionHandles {
  // A derived key, so that the key of the cookies signs nothing else.
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
