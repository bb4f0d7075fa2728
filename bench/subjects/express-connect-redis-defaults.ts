// express-session with connect-redis, both at their own defaults: every request writes the session back.
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
      // What the two options are when they are left out; leaving them out prints a warning.
      resave: true,
      saveUninitialized: true,
    }),
  )
}
