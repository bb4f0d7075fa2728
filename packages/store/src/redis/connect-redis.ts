// Reads sessions that connect-redis has written: one JSON text under sess:<id>, with the cookie in it.

import { isReservedName } from '../attributes.ts'
import type { CookieSettings } from '../store.ts'

export interface ForeignSession {
  attributes: Record<string, unknown>
  cookie: CookieSettings | undefined
  /** Seconds, from the cookie's `originalMaxAge`. */
  maxInactiveInterval: number | undefined
}

/** `undefined` for a session whose cookie has expired. @throws {Error} for what is no such session */
export function parseConnectRedis(text: string, now: number): ForeignSession | undefined {
  const session: unknown = JSON.parse(text)
  if (typeof session !== 'object' || session === null || Array.isArray(session)) {
    throw new TypeError('It is no JSON object')
  }
  const { cookie, ...others } = session as Record<string, unknown>
  const attributes = Object.fromEntries(
    Object.entries(others).filter(([name]) => !isReservedName(name)),
  )
  const { originalMaxAge, expires } = (cookie ?? {}) as Record<string, unknown>
  if (typeof expires === 'string' && Date.parse(expires) <= now) return undefined
  if (typeof originalMaxAge !== 'number' || !(originalMaxAge > 0)) {
    return { attributes, cookie: undefined, maxInactiveInterval: undefined }
  }
  return {
    attributes,
    cookie: { originalMaxAge },
    maxInactiveInterval: Math.ceil(originalMaxAge / 1000),
  }
}
