// The Fastify plugin.
import fastifyCookie from '@fastify/cookie'
import fastifySession from '@fastify/session'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { SessionEvents } from '../session-events.ts'
import type { SessionStore } from '../store.ts'
import { clearingOptions, tryCookie } from './cookie-options.ts'
import { oneCookie } from './doubled-cookie.ts'
import { beforeSave, type SessionCookie, showSession } from './hooks.ts'
import { openStore, warnOfLifetimes } from './open-store.ts'
import { resolveOptions, type SharedSessionsOptions } from './options.ts'
import { sessionAdapter } from './session-adapter.ts'
import { extendSessionClass } from './session-class.ts'
import type { SessionShape } from './session-object.ts'

export { type CookieSigner, cookieSigner } from './cookie-signer.ts'
export { forgetSession } from './hooks.ts'
export type { SharedSessionsOptions } from './options.ts'
export { recordOf, type SessionShape } from './session-object.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The session store: list, revokeAll, increment … */
    sessions: SessionStore<SessionShape>
    /** With the option `events`. */
    sessionEvents?: SessionEvents
  }
}

/**
 * Shared sessions for Fastify: registers @fastify/cookie (where it is missing), @fastify/session and what they need
 * beside them. `request.session` works as @fastify/session documents it; `app.sessions` is the store.
 *
 * @throws {TypeError} when registered, for an option that is wrong or does not exist; the message names it
 */
export const sharedSessions = fp(
  async (app: FastifyInstance, options: SharedSessionsOptions) => {
    const { saveUninitialized, rolling, signer, ...settings } = resolveOptions(options)
    const cookie: SessionCookie = {
      name: settings.cookieName,
      prefix: settings.cookiePrefix,
      options: clearingOptions(settings.cookie),
    }
    if (!app.hasRequestDecorator('cookies')) await app.register(fastifyCookie)
    tryCookie(app, settings)
    const { store, events } = openStore(app, options, settings.cookie.maxAge)
    warnOfLifetimes(app, options)
    const adapter = sessionAdapter(store, { saveUninitialized })
    app.addHook('onRequest', oneCookie(store, signer, cookie))
    app.addHook('onSend', beforeSave(cookie, { savesEmpty: saveUninitialized, rolling }))
    await app.register(fastifySession, {
      ...settings,
      secret: signer,
      store: adapter.store,
      rolling,
      saveUninitialized,
    })
    app.addHook('onSend', showSession)
    extendSessionClass(app, adapter.store, adapter.methods)
    app.decorate('sessions', store)
    if (events) {
      app.decorate('sessionEvents', events)
      app.addHook('onClose', async () => events.close())
    }
  },
  {
    name: '@session-clustering/store',
    fastify: '5.x',
  },
)

export default sharedSessions
