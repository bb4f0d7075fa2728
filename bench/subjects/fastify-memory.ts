// @fastify/session with its own memory store, which other processes cannot read.
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import Fastify from 'fastify'
import { portOf } from './fastify-port.ts'
import { sessionRoutes } from './fastify-routes.ts'
import { COOKIE, COOKIE_OPTIONS, SECRET, type Subject } from './subject.ts'

export const subject: Subject = async () => {
  const app = Fastify()
  await app.register(cookie)
  await app.register(session, {
    secret: SECRET,
    cookieName: COOKIE,
    cookie: COOKIE_OPTIONS,
    saveUninitialized: false,
    // The default: every request saves the session, which slides its expiry.
    rolling: true,
  })
  sessionRoutes(app)
  return portOf(app)
}
