// Fastify with the store of this project, as in its README.
import { sharedSessions } from '@session-clustering/store/fastify'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { portOf } from './fastify-port.ts'
import { sessionRoutes } from './fastify-routes.ts'
import { COOKIE, COOKIE_OPTIONS, IDLE_SECONDS, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async (redisUrl) => {
  const app = Fastify()
  await app.register(sharedSessions, {
    // The Redis client has its default settings, as in the other subjects.
    redis: new Redis(redisUrl),
    secret: SECRET,
    cookieName: COOKIE,
    cookie: COOKIE_OPTIONS,
    idleTimeoutSeconds: IDLE_SECONDS,
  })
  sessionRoutes(app)
  return portOf(app)
}
