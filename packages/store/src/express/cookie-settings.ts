// The cookie of one session: the settings that the application changed, and the idle timeout that follows from its age.
import type { Cookie } from 'express-session'
import { MOST_SECONDS } from '../options.ts'
import type { CookieSettings } from '../store.ts'

/** Settings that `req.session.cookie.… = …` changes for one session, beside its age. */
const NAMES = ['path', 'domain', 'httpOnly', 'secure', 'sameSite', 'partitioned', 'priority']

/** A cookie's settings at one moment. */
export interface CookieSnapshot {
  /** `cookie.originalMaxAge` in ms; `null` for a cookie that ends with the browser. */
  readonly ageMs: number | null
  readonly settings: Readonly<Record<string, unknown>>
}

export function snapshotOf(cookie: object | undefined): CookieSnapshot {
  const settings: Record<string, unknown> = {}
  for (const name of NAMES) settings[name] = cookie && Reflect.get(cookie, name)
  const age: unknown = cookie && Reflect.get(cookie, 'originalMaxAge')
  return { ageMs: typeof age === 'number' && Number.isFinite(age) ? age : null, settings }
}

/** express-session computes the age from the clock anew at each use, which makes it some ms shorter. */
const AGE_TOLERANCE_MS = 1_000

export function isSameAge(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other
  return Math.abs(one - other) < AGE_TOLERANCE_MS
}

/** The settings to store; `undefined` when nothing has changed. @param stored those that are stored now */
export function changedSettings(
  now: CookieSnapshot,
  before: CookieSnapshot,
  stored: CookieSettings | undefined,
): CookieSettings | undefined {
  const changed: Record<string, unknown> = {}
  for (const name of NAMES) {
    // JSON leaves `undefined` out.
    if (now.settings[name] !== before.settings[name]) changed[name] = now.settings[name] ?? null
  }
  if (!isSameAge(now.ageMs, before.ageMs)) changed.originalMaxAge = now.ageMs
  if (Object.keys(changed).length === 0) return undefined
  const settings = { ...stored, ...changed }
  if ('originalMaxAge' in changed) delete settings.expires
  return settings
}

/** The age of a cookie with these stored settings, in ms; `undefined` when they have none. */
export function storedAge({ originalMaxAge, expires }: CookieSettings): number | null | undefined {
  if (typeof originalMaxAge === 'number') return originalMaxAge
  if (typeof expires === 'string') return Date.parse(expires) - Date.now()
  return originalMaxAge === null ? null : undefined
}

/** A cookie as express-session's `createSession` takes it: the configured one, with the settings of the session. */
export function cookieData(configured: Cookie, own: CookieSettings = {}): Cookie {
  const { ageMs, settings } = snapshotOf(configured)
  for (const name of NAMES) {
    if (Object.hasOwn(own, name)) Reflect.set(settings, name, own[name])
  }
  const ownAge = storedAge(own)
  return { ...settings, ...ageAndExpiry(ownAge === undefined ? ageMs : ownAge) }
}

export function ageAndExpiry(ageMs: number | null) {
  return {
    originalMaxAge: ageMs,
    expires: ageMs === null ? null : new Date(Date.now() + ageMs),
  }
}

/**
 * The idle timeout of a session whose cookie has this age. Whole seconds, as other programs that read the record expect
 * them; less than a second stays what it is.
 */
export function idleSeconds(ageMs: number): number {
  return Math.min(MOST_SECONDS, ageMs < 1_000 ? ageMs / 1_000 : Math.ceil(ageMs / 1_000))
}
