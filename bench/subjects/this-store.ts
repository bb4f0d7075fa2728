// @fastify/session with the store of this project, as its README says, with every hook that backend/ has.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import {
  cookieSigner,
  discardChangesOnServerError,
  ignoreDoubledCookie,
  leaveUnknownCookie,
  pluginStore,
  RedisSessionStore,
  renewCookie,
} from '@session-clustering/store'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { portOf } from './fastify-port.ts'
import { type SessionAttributes, sessionRoutes } from './fastify-routes.ts'
import { COOKIE, COOKIE_OPTIONS, IDLE_SECONDS, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async (redisUrl) => {
  // The client's defaults, as its peers have theirs.
  const redis = new Redis(redisUrl)
  const store = new RedisSessionStore<SessionAttributes>(redis, {
    idleTimeoutSeconds: IDLE_SECONDS,
    absoluteLifetimeSeconds: 8 * 60 * 60,
  })
  const signer = cookieSigner([SECRET])

  const app = Fastify()
  await app.register(cookie)
  app.addHook('onRequest', ignoreDoubledCookie(COOKIE))
  app.addHook('onSend', discardChangesOnServerError)
  app.addHook('onSend', leaveUnknownCookie)
  app.addHook('onSend', renewCookie(COOKIE, COOKIE_OPTIONS))
  await app.register(session, {
    store: pluginStore(store),
    secret: signer,
    cookieName: COOKIE,
    cookie: COOKIE_OPTIONS,
    saveUninitialized: false,
    // A read slides the expiry in the store, in the same round trip: nothing to write back.
    rolling: false,
  })
  sessionRoutes(app)
  return portOf(app)
}
