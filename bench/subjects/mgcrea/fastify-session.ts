// @mgcrea/fastify-session with its Redis store and libsodium signatures: the "production example" of its README. Its
// default, HMAC by node:crypto, uses more CPU time. It has no `rolling`: every request with a session touches it. The
// handlers are those of fastify.ts, with this plugin's `get` and `set`.
import { hash } from 'node:crypto'
import cookie from '@fastify/cookie'
import session, { Session } from '@mgcrea/fastify-session'
import { RedisStore } from '@mgcrea/fastify-session-redis-store'
import { SODIUM_AUTH } from '@mgcrea/fastify-session-sodium-crypto'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import {
  attributesOf,
  COOKIE,
  COOKIE_OPTIONS,
  IDLE_SECONDS,
  type Login,
  portOf,
  SECRET,
  type Subject,
} from '../subject.ts'

let changes = 0

export const subjects: Record<string, Subject> = { 'mgcrea/fastify-session': listen }

async function listen(redisUrl: string): Promise<number> {
  const app = Fastify()
  await app.register(cookie)
  await app.register(session, {
    store: new RedisStore({ client: new Redis(redisUrl), ttl: IDLE_SECONDS }),
    // libsodium needs a key of exactly 32 bytes.
    key: hash('sha256', SECRET, 'buffer'),
    crypto: SODIUM_AUTH,
    cookieName: COOKIE,
    cookie: COOKIE_OPTIONS,
    saveUninitialized: false,
  })

  app.post<{ Body: Login }>('/login', async (request) => {
    // The plugin has no `regenerate`: a login destroys the request's session and creates a new one.
    await request.session.destroy()
    request.session = await Session.create()
    for (const [name, value] of Object.entries(attributesOf(request.body))) {
      request.session.set(name, value)
    }
    return { username: request.body.username }
  })

  app.get('/me', async (request, reply) => {
    const username = request.session.get('username')
    return username === undefined ? reply.code(401).send() : { username }
  })

  app.post('/change', async (request, reply) => {
    const username = request.session.get('username')
    const attribute = request.session.get('attribute0')
    if (username === undefined || typeof attribute !== 'string') return reply.code(401).send()
    changes += 1
    request.session.set('attribute0', String(changes).padEnd(attribute.length, '.'))
    return { username }
  })

  return portOf(app)
}
