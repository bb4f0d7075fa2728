// express-session with the store of this project: a read is one command, and touch sends none.
import { RedisSessionStore } from '@session-clustering/store'
import { expressSessionStore } from '@session-clustering/store/express'
import session from 'express-session'
import { Redis } from 'ioredis'
import { listen } from './express-app.ts'
import { COOKIE, COOKIE_OPTIONS, IDLE_SECONDS, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async (redisUrl) => {
  // The Redis client has its default settings, as in the other subjects.
  const store = new RedisSessionStore(new Redis(redisUrl), { idleTimeoutSeconds: IDLE_SECONDS })
  return listen(
    session({
      store: expressSessionStore(store),
      secret: SECRET,
      name: COOKIE,
      cookie: COOKIE_OPTIONS,
      resave: false,
      saveUninitialized: false,
    }),
  )
}
