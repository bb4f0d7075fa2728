// The session API over one store, with a cookie of its own. app.ts mounts it more than once.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { type SessionOptions, sessionPlugin } from './plugins/session.ts'
import { type AuthOptions, authRoutes } from './routes/auth.ts'
import { cartRoutes } from './routes/cart.ts'
import { sessionRoute } from './routes/session.ts'
import { sessionsRoutes } from './routes/sessions.ts'

export interface RealmOptions extends SessionOptions, AuthOptions {
  /** Adds what this mount has beside the API. */
  extend?: ((realm: FastifyInstance) => Promise<void>) | undefined
}

export const realm: FastifyPluginAsync<RealmOptions> = async (app, options) => {
  const { store, signer, cookieName, cookiePath, accounts, serverName, extend } = options
  await app.register(sessionPlugin, { store, signer, cookieName, cookiePath })
  await extend?.(app)
  await app.register(authRoutes, { accounts, serverName })
  await app.register(sessionRoute)
  await app.register(sessionsRoutes)
  await app.register(cartRoutes)
}
