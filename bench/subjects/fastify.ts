// The subjects with Fastify. All but the first have the same application: the requests of a logged-in user.
import cookie from '@fastify/cookie'
import session, { type FastifySessionOptions } from '@fastify/session'
import { sharedSessions } from '@session-clustering/store/fastify'
import { RedisStore as ConnectRedis } from 'connect-redis'
import Fastify, { type FastifyInstance } from 'fastify'
import { RedisStore as FastifySessionRedisStore } from 'fastify-session-redis-store'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import {
  attributesOf,
  COOKIE,
  COOKIE_OPTIONS,
  IDLE_SECONDS,
  type Login,
  portOf,
  SECRET,
  type Subject,
} from './subject.ts'

declare module 'fastify' {
  interface Session {
    username?: string
    [attribute: `attribute${number}`]: string
  }
}

export const subjects: Record<string, Subject> = {
  // Without sessions: the baseline for all other subjects.
  async 'no-session'() {
    const app = Fastify()
    app.get('/me', async () => ({ username: 'nobody' }))
    return portOf(app)
  },

  // @fastify/session with its own memory store, which other processes cannot read.
  'fastify-memory': () => listen({}),

  async 'fastify-connect-redis'(redisUrl) {
    const client = await createClient({ url: redisUrl }).connect()
    return listen({ store: new ConnectRedis({ client, ttl: IDLE_SECONDS }) })
  },

  // A fork of connect-redis, with the Redis client of its README.
  async 'fastify-session-redis-store'(redisUrl) {
    const client = await createClient({ url: redisUrl }).connect()
    return listen({ store: new FastifySessionRedisStore({ client, ttl: IDLE_SECONDS }) })
  },

  // The store of this project, as in its README.
  async 'this-store'(redisUrl) {
    const app = Fastify()
    await app.register(sharedSessions, {
      // The Redis client has its default settings, as in the other subjects.
      redis: new Redis(redisUrl),
      secret: SECRET,
      cookieName: COOKIE,
      cookie: COOKIE_OPTIONS,
      idleTimeoutSeconds: IDLE_SECONDS,
    })
    return withRoutes(app)
  },
}

/** @fastify/session */
async function listen(options: Pick<FastifySessionOptions, 'store'>): Promise<number> {
  const app = Fastify()
  await app.register(cookie)
  await app.register(session, {
    ...options,
    secret: SECRET,
    cookieName: COOKIE,
    cookie: COOKIE_OPTIONS,
    saveUninitialized: false,
    // The default. @fastify/session never calls a store's `touch`, so only a write on each request slides the expiry.
    rolling: true,
  })
  return withRoutes(app)
}

let changes = 0

function withRoutes(app: FastifyInstance): Promise<number> {
  app.post<{ Body: Login }>('/login', async (request) => {
    await request.session.regenerate()
    Object.assign(request.session, attributesOf(request.body))
    return { username: request.body.username }
  })

  app.get('/me', async (request, reply) => {
    const { username } = request.session
    return username === undefined ? reply.code(401).send() : { username }
  })

  app.post('/change', async (request, reply) => {
    const { username, attribute0 } = request.session
    if (username === undefined || attribute0 === undefined) return reply.code(401).send()
    changes += 1
    request.session.attribute0 = String(changes).padEnd(attribute0.length, '.')
    return { username }
  })

  return portOf(app)
}
