// A realm: the session API with one store and one cookie. app.ts registers several realms.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { cookieNameOf, type SessionOptions, sessionPlugin } from './plugins/user-session.ts'
import { type AuthOptions, authRoutes } from './routes/auth.ts'
import { cartRoutes } from './routes/cart.ts'
import { sessionsRoutes } from './routes/my-sessions.ts'
import { passwordRoute } from './routes/password.ts'
import { sessionRoute } from './routes/stored-session.ts'

export interface RealmOptions extends SessionOptions, AuthOptions {
  /** Whether this realm has the route that changes a password. All realms share the users, so one realm is enough. */
  changesPasswords: boolean
  /** Whether visitors see the Redis key of their own session. The key contains the session id. */
  showsKey: boolean
  /** Adds routes and hooks to this realm. */
  extend?: ((realm: FastifyInstance, cookieName: string) => Promise<void>) | undefined
}

export const realm: FastifyPluginAsync<RealmOptions> = async (app, options) => {
  const { store, secrets, cookieName, cookiePath, secure, accounts, serverName } = options
  await app.register(sessionPlugin, { store, secrets, cookieName, cookiePath, secure })
  await options.extend?.(app, cookieNameOf(options))
  await app.register(authRoutes, { accounts, serverName })
  if (options.changesPasswords) await app.register(passwordRoute, { accounts })
  await app.register(sessionRoute, { showsKey: options.showsKey })
  await app.register(sessionsRoutes)
  await app.register(cartRoutes)
}
