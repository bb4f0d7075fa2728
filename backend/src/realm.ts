// The session API over one store, with a cookie of its own. app.ts mounts it more than once.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { type SessionOptions, sessionPlugin } from './plugins/session.ts'
import { type AuthOptions, authRoutes } from './routes/auth.ts'
import { cartRoutes } from './routes/cart.ts'
import { passwordRoute } from './routes/password.ts'
import { sessionRoute } from './routes/session.ts'
import { sessionsRoutes } from './routes/sessions.ts'

export interface RealmOptions extends SessionOptions, AuthOptions {
  /** Users are common to all realms: their passwords are changed in one. */
  changesPasswords: boolean
  /** Whether a visitor sees the key of their own record, which has the session id in it. */
  showsKey: boolean
  /** Adds what this mount has beside the API. */
  extend?: ((realm: FastifyInstance) => Promise<void>) | undefined
}

export const realm: FastifyPluginAsync<RealmOptions> = async (app, options) => {
  const { store, secrets, cookieName, cookiePath, secure, accounts, serverName } = options
  await app.register(sessionPlugin, { store, secrets, cookieName, cookiePath, secure })
  await options.extend?.(app)
  await app.register(authRoutes, { accounts, serverName })
  if (options.changesPasswords) await app.register(passwordRoute, { accounts })
  await app.register(sessionRoute, { showsKey: options.showsKey })
  await app.register(sessionsRoutes)
  await app.register(cartRoutes)
}
