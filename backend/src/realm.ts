// The session API over one store, with a cookie of its own. app.ts mounts it twice.
import type { FastifyPluginAsync } from 'fastify'
import { type SessionOptions, sessionPlugin } from './plugins/session.ts'
import { type AuthOptions, authRoutes } from './routes/auth.ts'
import { cartRoutes } from './routes/cart.ts'
import { sessionRoute } from './routes/session.ts'
import { sessionsRoutes } from './routes/sessions.ts'

export const realm: FastifyPluginAsync<SessionOptions & AuthOptions> = async (app, options) => {
  const { store, signer, cookieName, cookiePath, accounts, serverName } = options
  await app.register(sessionPlugin, { store, signer, cookieName, cookiePath })
  await app.register(authRoutes, { accounts, serverName })
  await app.register(sessionRoute)
  await app.register(sessionsRoutes)
  await app.register(cartRoutes)
}
