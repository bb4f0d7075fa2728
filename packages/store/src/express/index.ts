// Shared sessions for Express: a store for express-session.
import { checkOptionNames, checkStore, refuse } from '../options.ts'
import type { SessionStore } from '../store.ts'
import { ExpressSessionStore } from './express-store.ts'

export type { ExpressSessionStore } from './express-store.ts'
export { type OneSessionCookieOptions, oneSessionCookie } from './one-session-cookie.ts'
export { type SpringCookieOptions, springCookie } from './spring-cookie.ts'

export interface ExpressSessionStoreOptions {
  /**
   * Whether the response of a request that changed its session begins only when the change is saved. A change that cannot be
   * saved is then answered with the error's status (401 when the session ended meanwhile, 503 when the store is away), through
   * Express's error handlers. With `false`, express-session sends the head of the response first, so the client gets a 200, and
   * `next` gets the error too late. A streamed response has sent its head already, and does not wait. Nor does a change of the
   * cookie alone: express-session calls `touch` for it, after it has sent the head.
   * @default true
   */
  waitForSave?: boolean | undefined
}

/**
 * A store for express-session's `store` option, over any session store.
 *
 * ```ts
 * const sessions = new RedisSessionStore(new Redis(url))
 * app.use(session({ store: expressSessionStore(sessions), secret, resave: false, saveUninitialized: false }))
 * ```
 *
 * - A save writes the attributes that changed, and nothing else.
 * - A session that has ended is not stored again: `req.session.save` and the end of the response fail with SessionGoneError.
 * - Reading a session counts as use, in one round trip. express-session calls `touch` at the end of a request that changed no
 *   attribute. It sends a command in two cases only. When the cookie was changed, it writes the cookie, or ends the session if
 *   the cookie has expired. When the last use that was counted is longer ago than a 60th of the idle timeout (at most 60 s), it
 *   reads the session again.
 * - The idle timeout is that of the session store, in seconds. A cookie with `maxAge` (ms), configured or set on
 *   `req.session.cookie`, makes the session live as long as its cookie, up to the store's `absoluteLifetimeSeconds`.
 * - Of a cookie, the settings are stored that `req.session.cookie.… = …` changed; the others are those configured. To find
 *   the configured cookie, a read makes a new session and discards it: `genid` is called for it.
 * - `genid` must return 16 to 128 characters of `A-Z a-z 0-9 _ -`; a session with another id is not saved (TypeError).
 * - An attribute that has the name of one of express-session's own properties, or a value that JSON cannot hold, is not
 *   saved: the save fails with a TypeError that names it.
 *
 * Limits (`maxSessionsPerUser`) and the index of users are those of the session store, whose methods are used directly: `list`,
 * `revokeAll`, `increment`.
 *
 * @throws {TypeError} for a wrong store, and for an option that is wrong or does not exist; the message names it
 */
export function expressSessionStore<Shape extends object>(
  store: SessionStore<Shape>,
  options: ExpressSessionStoreOptions = {},
): ExpressSessionStore {
  checkStore(store)
  checkOptionNames(options, ['waitForSave'])
  const { waitForSave = true } = options
  if (typeof waitForSave !== 'boolean') refuse('waitForSave', 'true or false', waitForSave)
  // The adapter reads attributes by name, without the declared shape.
  return new ExpressSessionStore(store as unknown as SessionStore, { waitForSave })
}
