// @fastify/session over one of our stores, with what a session needs to be safe.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import {
  type CookieSigner,
  discardChangesOnServerError,
  forgetSession,
  ignoreDoubledCookie,
  leaveUnknownCookie,
  pluginStore,
  recordOf,
  renewCookie,
  type SessionStore,
} from '@session-clustering/store'
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

  interface FastifyInstance {
    sessions: SessionStore<SessionAttributes>
  }

  interface FastifyReply {
    clearSessionCookie(): FastifyReply
  }
}

export interface SessionOptions {
  store: SessionStore<SessionAttributes>
  signer: CookieSigner
  cookieName: string
  cookiePath: string
  /** Whether the site is served over HTTPS. */
  secure: boolean
}

export const sessionPlugin = fp(
  async (app, { store, signer, cookiePath, secure, ...options }: SessionOptions) => {
    const cookieName = secure ? securePrefix(cookiePath) + options.cookieName : options.cookieName
    const attributes = { path: cookiePath, httpOnly: true, sameSite: 'lax', secure } as const
    await app.register(cookie, { parseOptions: attributes })
    app.addHook('onRequest', ignoreDoubledCookie(cookieName))

    app.addHook('onSend', discardChangesOnServerError)
    app.addHook('onSend', leaveUnknownCookie)
    app.addHook('onSend', renewCookie(cookieName, attributes))
    await app.register(session, {
      store: pluginStore(store),
      secret: signer,
      cookieName,
      // No lifetime in the cookie: it lasts as long as the browser, the session as long as the store says.
      cookie: attributes,
      // An anonymous visitor has no session, and using one slides its expiry in the store: nothing to write back.
      saveUninitialized: false,
      rolling: false,
    })

    app.decorate('sessions', store)
    app.decorateReply('clearSessionCookie', function () {
      // What the browser kept of this site's answers goes too; not its "storage", where the page has the visitor's
      // language and nothing of the account's, nor its "cookies", which would be those of other programs on localhost.
      return this.clearCookie(cookieName, attributes).header('clear-site-data', '"cache"')
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
 * A new session with these attributes in the place of the request's own, whose id is dead from then on: an id that
 * somebody knew from before is worth nothing (session fixation). Answers the new id.
 */
export async function renewSession(
  request: FastifyRequest,
  attributes: Readonly<Partial<SessionAttributes>>,
): Promise<string> {
  const before = recordOf(request.session)
  if (before) await request.server.sessions.destroy(before.id, 'regenerated')
  await request.session.regenerate()
  Object.assign(request.session, attributes)
  await request.session.save()
  return request.session.sessionId
}

/** For a session that has ended while the request ran: the request goes on as nobody's. */
export function sessionEnded(request: FastifyRequest, reply: FastifyReply): never {
  forgetSession(request)
  reply.clearSessionCookie()
  throw unauthorized()
}
