// The subjects with Express and express-session. The application is that of fastify.ts.
import { RedisSessionStore } from '@session-clustering/store'
import { expressSessionStore } from '@session-clustering/store/express'
import { RedisStore } from 'connect-redis'
import express from 'express'
import session, { type SessionOptions } from 'express-session'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import {
  attributesOf,
  COOKIE,
  COOKIE_OPTIONS,
  IDLE_SECONDS,
  type Login,
  SECRET,
  type Subject,
} from './subject.ts'

declare module 'express-session' {
  interface SessionData {
    username?: string
    [attribute: `attribute${number}`]: string
  }
}

/** The settings that express-session and the stores recommend. */
const RECOMMENDED = {
  secret: SECRET,
  name: COOKIE,
  cookie: COOKIE_OPTIONS,
  resave: false,
  saveUninitialized: false,
}

export const subjects: Record<string, Subject> = {
  // A read sends GET and EXPIRE (touch).
  async 'express-connect-redis'(redisUrl) {
    const client = await createClient({ url: redisUrl }).connect()
    return listen({ ...RECOMMENDED, store: new RedisStore({ client, ttl: IDLE_SECONDS }) })
  },

  // With the defaults of express-session and connect-redis: every request writes the session.
  async 'express-connect-redis-defaults'(redisUrl) {
    const client = await createClient({ url: redisUrl }).connect()
    // `resave` and `saveUninitialized` are set explicitly because omitting them prints a warning.
    const defaults = { secret: SECRET, name: COOKIE, resave: true, saveUninitialized: true }
    return listen({ ...defaults, store: new RedisStore({ client }) })
  },

  // A read is one command, and touch sends none.
  async 'express-this-store'(redisUrl) {
    // The Redis client has its default settings, as in the other subjects.
    const store = new RedisSessionStore(new Redis(redisUrl), { idleTimeoutSeconds: IDLE_SECONDS })
    return listen({ ...RECOMMENDED, store: expressSessionStore(store) })
  },
}

let changes = 0

function listen(options: SessionOptions): Promise<number> {
  const app = express()
  app.use(session(options))

  app.post('/login', express.json(), (request, response, next) => {
    const login: Login = request.body
    request.session.regenerate((error) => {
      if (error) return next(error)
      Object.assign(request.session, attributesOf(login))
      response.json({ username: login.username })
    })
  })

  app.get('/me', (request, response) => {
    const { username } = request.session
    if (username === undefined) response.sendStatus(401)
    else response.json({ username })
  })

  app.post('/change', (request, response) => {
    const { username, attribute0 } = request.session
    if (username === undefined || attribute0 === undefined) {
      response.sendStatus(401)
      return
    }
    changes += 1
    request.session.attribute0 = String(changes).padEnd(attribute0.length, '.')
    response.json({ username })
  })

  return new Promise((resolve, reject) => {
    const server = app.listen(0, '127.0.0.1', (error) => {
      const address = server.address()
      if (error) reject(error)
      else if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}
