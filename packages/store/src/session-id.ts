const FORMAT = /^[\w-]{16,128}$/

/**
 * Whether a string can be a session id: 16 to 128 characters of `A-Z a-z 0-9 _ -`. That includes the ids of
 * @fastify/session and express-session (32 characters) and UUIDs. The store sends no other string to Redis, so no client can
 * reach another key.
 */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && FORMAT.test(value)
}

/** @throws {TypeError} for a string that cannot be a session id; `source` names its origin in the message */
export function checkSessionId(value: unknown, source: string): string {
  if (isSessionId(value)) return value
  throw new TypeError(`${source} must be 16 to 128 characters of A-Z a-z 0-9 _ -`)
}
