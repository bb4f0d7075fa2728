// express-session with connect-redis, with the settings that both recommend: a read sends GET and EXPIRE (touch).
import { RedisStore } from 'connect-redis'
import session from 'express-session'
import { createClient } from 'redis'
import { listen } from './express-app.ts'
import { COOKIE, COOKIE_OPTIONS, IDLE_SECONDS, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async (redisUrl) => {
  const client = createClient({ url: redisUrl })
  await client.connect()
  return listen(
    session({
      store: new RedisStore({ client, ttl: IDLE_SECONDS }),
      secret: SECRET,
      name: COOKIE,
      cookie: COOKIE_OPTIONS,
      resave: false,
      saveUninitialized: false,
    }),
  )
}
