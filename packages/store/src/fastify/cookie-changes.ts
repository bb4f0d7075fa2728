// The cookie settings that `session.options(…)` and `session.cookie.… = …` changed for one session.
import type { Session } from 'fastify'
import type { CookieSettings } from '../store.ts'
import type { SessionObject, SessionState } from './session-object.ts'

/** The settings of a cookie at one moment. */
export interface CookieSnapshot {
  sameSite: unknown
  path: unknown
  domain: unknown
  httpOnly: unknown
  secure: unknown
  partitioned: unknown
  /** In ms; `null` for a cookie without a lifetime, and for one that ends at a time. */
  originalMaxAge: number | null
  /** When a cookie without `originalMaxAge` ends, as an ISO time. */
  expires: string | undefined
}

export function snapshotOf(cookie: Session['cookie']): CookieSnapshot {
  const { sameSite, path, domain, httpOnly, secure, originalMaxAge } = cookie
  const partitioned: unknown = Reflect.get(cookie, 'partitioned')
  const expires = originalMaxAge ? undefined : cookie.expires?.toISOString()
  return { sameSite, path, domain, httpOnly, secure, partitioned, originalMaxAge, expires }
}

/** Runs at every request, so it makes no object. */
function isAsBefore(cookie: Session['cookie'], before: CookieSnapshot): boolean {
  return (
    cookie.originalMaxAge === before.originalMaxAge &&
    cookie.sameSite === before.sameSite &&
    cookie.secure === before.secure &&
    cookie.path === before.path &&
    cookie.domain === before.domain &&
    cookie.httpOnly === before.httpOnly &&
    Reflect.get(cookie, 'partitioned') === before.partitioned &&
    (cookie.originalMaxAge !== null || cookie.expires?.toISOString() === before.expires)
  )
}

export interface CookieChange {
  /** What to store of the cookie: all settings of this session that are not the configured ones. */
  settings: CookieSettings
  /** Whether `maxAge` or `expires` has changed: the session's idle timeout changes with them. */
  changesAge: boolean
}

/** What has changed in a session's cookie since the session was read; `undefined` when nothing has. */
export function changedCookie(
  { cookie }: SessionObject,
  state: SessionState,
): CookieChange | undefined {
  if (isAsBefore(cookie, state.settings)) return undefined
  const [now, before] = [snapshotOf(cookie), state.settings]
  const changed = (Object.keys(now) as (keyof CookieSnapshot)[]).filter(
    (name) => now[name] !== before[name],
  )
  const settings: Record<string, unknown> = { ...(state.inherited ?? state.record?.cookie) }
  for (const name of changed) settings[name] = now[name]
  const changesAge = changed.includes('originalMaxAge') || changed.includes('expires')
  if (changesAge) {
    // A cookie has one of them; without either, it ends with the browser session.
    delete settings[now.originalMaxAge ? 'expires' : 'originalMaxAge']
    if (!now.expires) delete settings.expires
  }
  return { settings, changesAge }
}
