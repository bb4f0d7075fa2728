// What the application adds to shared sessions: its attributes, its cookie names, and how a request uses its session.
import type { SessionStore } from '@session-clustering/store'
import { forgetSession, recordOf, sharedSessions } from '@session-clustering/store/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { unauthorized } from '../problems.ts'

/** The attributes of a session; each is checked where it is read and where it is written. */
export interface SessionAttributes {
  username?: string
  /** The server that the session was created on. */
  createdBy?: string
  userAgent?: string
  /** How many of an item are in the cart. */
  [item: `cart:${string}`]: number
}

declare module 'fastify' {
  interface Session extends SessionAttributes {}

  interface FastifyReply {
    clearSessionCookie(): FastifyReply
  }
}

export interface SessionOptions {
  store: SessionStore<SessionAttributes>
  /** Of the cookies: the first signs, all verify. */
  secrets: readonly string[]
  cookieName: string
  cookiePath: string
  /** Whether the site is served over HTTPS. */
  secure: boolean
}

export const sessionPlugin = fp(
  async (app, { store, secrets, cookiePath, secure, ...options }: SessionOptions) => {
    await app.register(sharedSessions, {
      store,
      secret: secrets,
      cookieName: secure ? securePrefix(cookiePath) + options.cookieName : options.cookieName,
      // No lifetime in the cookie: it lasts as long as the browser session, and the session as long as the store says.
      cookie: { path: cookiePath, secure },
    })

    app.decorateReply('clearSessionCookie', function () {
      forgetSession(this.request)
      // What the browser kept of this site's answers goes too; not its "storage", where the page has the visitor's
      // language and nothing of the account's, nor its "cookies", which would be those of other programs on localhost.
      return this.header('clear-site-data', '"cache"')
    })
  },
  { name: 'session' },
)

/** Browsers take a cookie of such a name over HTTPS alone, and `__Host-` for this host and all of its paths alone. */
function securePrefix(path: string): '__Host-' | '__Secure-' {
  return path === '/' ? '__Host-' : '__Secure-'
}

/** The user of a request. @throws {Problem} 401 when nobody is logged in */
export function currentUser(request: FastifyRequest): string {
  const { username } = request.session ?? {}
  if (username === undefined) throw unauthorized()
  return username
}

/**
 * Gives the request a new session with these attributes. The session before is dead, and so is an id that somebody knew
 * beforehand (session fixation). Answers the new id.
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
 * Gives the request's session a new id, with everything that is in it. Answers the new id.
 * @throws {SessionGoneError} when the session has ended meanwhile
 */
export async function renewSession(request: FastifyRequest): Promise<string> {
  await request.session.regenerate(Object.keys(recordOf(request.session)?.attributes ?? {}))
  return request.session.sessionId
}

/** For a session that has ended while the request ran: the request goes on anonymously. */
export function sessionEnded(reply: FastifyReply): never {
  reply.clearSessionCookie()
  throw unauthorized()
}
