// The application's sessions: their attributes, their cookies, and functions that routes use.
import { reportOnce, type SessionRecord, type SessionStore } from '@session-clustering/store'
import { forgetSession, recordOf, sharedSessions } from '@session-clustering/store/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { unauthorized } from '../problems.ts'

/** The attributes of a session. */
export interface SessionAttributes {
  username?: string
  /** The name of the backend that created the session. */
  createdBy?: string
  userAgent?: string
  /** The quantity of an item in the cart. */
  [item: `cart:${string}`]: number
}

declare module 'fastify' {
  interface Session extends SessionAttributes {}

  interface FastifyInstance {
    /** Logs a session whose attributes have other types, once. */
    reportUnreadable: ReturnType<typeof reportOnce>
  }

  interface FastifyReply {
    clearSessionCookie(): FastifyReply
  }
}

export interface SessionOptions {
  store: SessionStore<SessionAttributes>
  /** Cookie secrets: the first signs, all of them verify. */
  secrets: readonly string[]
  cookieName: string
  cookiePath: string
  /** Whether the site is served over HTTPS. */
  secure: boolean
}

export const sessionPlugin = fp(
  async (app, options: SessionOptions) => {
    const { store, secrets, cookiePath, secure } = options
    await app.register(sharedSessions, {
      store,
      secret: secrets,
      cookieName: cookieNameOf(options),
      // The cookie has no Max-Age: it ends with the browser session. The store decides how long the session lives.
      cookie: { path: cookiePath, secure },
    })

    app.decorate(
      'reportUnreadable',
      reportOnce(({ id, cause }) =>
        app.log.warn({ session: app.sessionHandles.of(id), cause }, 'session cannot be read'),
      ),
    )
    app.decorateReply('clearSessionCookie', function () {
      forgetSession(this.request)
      // Clear only the HTTP cache. "storage" holds the visitor's language and no data of the account. "cookies" would
      // also clear the cookies of other programs on localhost.
      return this.header('clear-site-data', '"cache"')
    })
  },
  { name: 'session' },
)

/** Browsers accept these prefixes only over HTTPS, and `__Host-` only with Path=/ and without Domain (RFC 6265bis). */
export function cookieNameOf({
  cookieName,
  cookiePath,
  secure,
}: Pick<SessionOptions, 'cookieName' | 'cookiePath' | 'secure'>): string {
  if (!secure) return cookieName
  return (cookiePath === '/' ? '__Host-' : '__Secure-') + cookieName
}

/** The latest time that a Date can hold. */
const LATEST_TIME_MS = 8.64e15

/**
 * Whether a session has the types that are declared above. The store checks that attributes are JSON, but not their types, and
 * another program can write them.
 */
export function isOurs(record: SessionRecord<SessionAttributes>): boolean {
  const { creationTime, lastAccessedTime, expiresAt, attributes } = record
  const areTexts = [attributes.username, attributes.createdBy, attributes.userAgent].every(
    (value) => value === undefined || typeof value === 'string',
  )
  const areQuantities = Object.entries(attributes).every(
    ([name, value]) => !name.startsWith('cart:') || Number.isSafeInteger(value),
  )
  return (
    areTexts &&
    areQuantities &&
    Math.max(creationTime, lastAccessedTime, expiresAt) <= LATEST_TIME_MS
  )
}

/** The user of a request. @throws {Problem} 401 when nobody is logged in */
export function currentUser(request: FastifyRequest): string {
  const { username } = request.session ?? {}
  if (username === undefined) throw unauthorized()
  const record = recordOf(request.session)
  if (record && !isOurs(record)) {
    request.server.reportUnreadable({ id: record.id, cause: 'An attribute has another type' })
    throw unauthorized()
  }
  return username
}

/**
 * Gives the request a new session with these attributes. The old session ends, so an id that an attacker planted before
 * the login is of no use (session fixation).
 * @returns the new id
 */
export async function newSession(
  request: FastifyRequest,
  attributes: Readonly<Partial<SessionAttributes>>,
): Promise<string> {
  await request.session.regenerate()
  Object.assign(request.session, attributes)
  await request.session.save()
  return request.session.sessionId
}

/**
 * Gives the request's session a new id. The attributes stay.
 * @returns the new id
 * @throws {SessionGoneError} when the session has ended meanwhile
 */
export async function renewSession(request: FastifyRequest): Promise<string> {
  await request.session.regenerate(Object.keys(recordOf(request.session)?.attributes ?? {}))
  return request.session.sessionId
}

/** For a session that ended while the request ran. Clears the cookie. @throws {Problem} 401, always */
export function sessionEnded(reply: FastifyReply): never {
  reply.clearSessionCookie()
  throw unauthorized()
}
