// @fastify/session with connect-redis. Its defaults also write the session on every request.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import { RedisStore } from 'connect-redis'
import Fastify from 'fastify'
import { createClient } from 'redis'
import { portOf } from './fastify-port.ts'
import { sessionRoutes } from './fastify-routes.ts'
import { COOKIE, COOKIE_OPTIONS, IDLE_SECONDS, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async (redisUrl) => {
  const client = createClient({ url: redisUrl })
  await client.connect()

  const app = Fastify()
  await app.register(cookie)
  await app.register(session, {
    store: new RedisStore({ client, ttl: IDLE_SECONDS }),
    secret: SECRET,
    cookieName: COOKIE,
    cookie: COOKIE_OPTIONS,
    saveUninitialized: false,
    // The default. Without it the expiry does not slide: every request writes the session.
    rolling: true,
  })
  sessionRoutes(app)
  return portOf(app)
}
