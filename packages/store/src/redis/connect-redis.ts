// Takes over sessions that connect-redis wrote: one JSON text under sess:<id>, with the cookie in it.
import type { Cluster, Redis } from 'ioredis'
import { isReservedName } from '../attributes.ts'
import { SessionExistsError, unavailable } from '../errors.ts'
import type { CookieSettings } from '../store.ts'

interface ConnectRedisSession {
  attributes: Record<string, unknown>
  cookie: CookieSettings | undefined
  /** Seconds, from the cookie's `originalMaxAge`. */
  maxInactiveInterval: number | undefined
}

/** What the store does with a session that connect-redis wrote. */
export interface TakeOverSteps<Saved> {
  insert(id: string, session: ConnectRedisSession): Promise<Saved>
  load(id: string): Promise<Saved | undefined>
  destroy(id: string): Promise<unknown>
  onUnreadable(problem: { id: string; cause: unknown }): void
}

/**
 * Moves a session of connect-redis into the store; `undefined` when there is none.
 *
 * Two processes may do this at once: the insert succeeds in one, and the other loads what was inserted. When the old key has
 * gone by the time the copy is stored, the session was taken over earlier and has ended since, so the copy ends as well.
 *
 * @param now Redis's time in ms
 */
export async function takeOver<Saved>(
  redis: Redis | Cluster,
  prefix: string,
  id: string,
  now: number,
  steps: TakeOverSteps<Saved>,
): Promise<Saved | undefined> {
  const key = prefix + id
  const text = await redis.get(key).catch((cause: Error) => {
    if (!cause.message.includes('WRONGTYPE')) return unavailable(cause)
    steps.onUnreadable({ id, cause })
    return null
  })
  if (text === null) return undefined
  try {
    const session = parseConnectRedis(text, now)
    if (session === undefined) return undefined
    const inserted = await steps.insert(id, session)
    if (Number(await redis.del(key).catch(unavailable)) === 1) return inserted
    await steps.destroy(id)
    return undefined
  } catch (cause) {
    if (cause instanceof SessionExistsError) return steps.load(id)
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause
    steps.onUnreadable({ id, cause })
    return undefined
  }
}

/** `undefined` for a session whose cookie has expired. @throws {SyntaxError | TypeError} for what is no such session */
function parseConnectRedis(text: string, now: number): ConnectRedisSession | undefined {
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
