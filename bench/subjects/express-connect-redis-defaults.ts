// express-session with connect-redis, both with their defaults: every request writes the session.
import { RedisStore } from 'connect-redis'
import session from 'express-session'
import { createClient } from 'redis'
import { listen } from './express-app.ts'
import { COOKIE, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async (redisUrl) => {
  const client = createClient({ url: redisUrl })
  await client.connect()
  return listen(
    session({
      store: new RedisStore({ client }),
      secret: SECRET,
      name: COOKIE,
      // The default values, set explicitly because omitting them prints a warning.
      resave: true,
      saveUninitialized: true,
    }),
  )
}
