// @fastify/session with fastify-session-redis-store, a fork of connect-redis, and the Redis client of its README.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import Fastify from 'fastify'
import { RedisStore } from 'fastify-session-redis-store'
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
    // The default. @fastify/session never calls the store's `touch`, so only a write on each request slides the expiry.
    rolling: true,
  })
  sessionRoutes(app)
  return portOf(app)
}
