// @fastify/session over one of our stores, with what a session needs to be safe.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { unauthorized } from '../problems.ts'
import {
  type CookieSigner,
  discardChangesOnServerError,
  forgetSession,
  ignoreDoubledCookie,
  leaveUnknownCookie,
  pluginStore,
  renewCookie,
  type SessionStore,
} from '../sessions/index.ts'

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
}

export const sessionPlugin = fp(
  async (app, { store, signer, cookieName, cookiePath }: SessionOptions) => {
    const attributes = { path: cookiePath, httpOnly: true, sameSite: 'lax', secure: false } as const
    await app.register(cookie, { parseOptions: attributes })
    app.addHook('onRequest', ignoreDoubledCookie(cookieName))

    app.addHook('onSend', discardChangesOnServerError)
    app.addHook('onSend', leaveUnknownCookie)
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

    app.addHook('onSend', renewCookie(signer, cookieName, attributes))

    app.decorate('sessions', store)
    app.decorateReply('clearSessionCookie', function () {
      return this.clearCookie(cookieName, attributes)
    })
  },
  { name: 'session' },
)

/** The user of a request. @throws {Problem} 401 when nobody is logged in */
export function currentUser(request: FastifyRequest): string {
  const { username } = request.session ?? {}
  if (username === undefined) throw unauthorized()
  return username
}

/** For a session that has ended while the request ran: the request goes on as nobody's. */
export function sessionEnded(request: FastifyRequest, reply: FastifyReply): never {
  forgetSession(request)
  reply.clearSessionCookie()
  throw unauthorized()
}
