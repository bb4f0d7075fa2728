import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { currentUser } from '../plugins/session.ts'
import { Credentials, LoggedIn, Me, NoContent, problems, SignedUp } from '../schemas.ts'
import { recordOf } from '../sessions/index.ts'
import type { Accounts } from '../users/accounts.ts'
import { currentRecord, sessionInfo } from './session-info.ts'

export interface AuthOptions {
  accounts: Accounts
  serverName: string
}

/** Longer ones are cut: a session is no place for a client to fill. */
const USER_AGENT_LENGTH = 200

export const authRoutes: FastifyPluginAsyncTypebox<AuthOptions> = async (app, options) => {
  const { accounts, serverName } = options

  app.post('/signup', {
    schema: {
      summary: 'Create a user',
      body: Credentials,
      response: { 201: SignedUp, ...problems(400, 403, 409, 503) },
    },
    async handler(request, reply) {
      const username = await accounts.signUp(request.body)
      request.log.info({ event: 'signed-up', username }, 'signed up')
      return reply.code(201).send({ username })
    },
  })

  app.post('/login', {
    schema: {
      summary: 'Log in: a new session, and the one that the request came with is dead',
      body: Credentials,
      response: { 200: LoggedIn, ...problems(400, 401, 403, 429, 503) },
    },
    async handler(request) {
      await app.countLoginAttempt(request)
      const username = await accounts.authenticate(request.body)
      await app.forgiveLoginAttempts(request)

      // A new id, so that an id known from before the login is worth nothing after it (session fixation).
      const before = recordOf(request.session)
      if (before) await app.sessions.destroy(before.id, 'regenerated')
      await request.session.regenerate()
      const userAgent = (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH)
      Object.assign(request.session, { username, createdBy: serverName, userAgent })
      await request.session.save()
      request.log.info({ event: 'logged-in', username }, 'logged in')
      return { username, session: sessionInfo(currentRecord(request)) }
    },
  })

  app.post('/logout', {
    schema: { summary: 'End the session', response: { 204: NoContent, ...problems(403, 503) } },
    async handler(request, reply) {
      if (recordOf(request.session)) await request.session.destroy()
      return reply.clearSessionCookie().code(204).send(null)
    },
  })

  app.get('/me', {
    schema: { summary: 'Who am I, and who answers', response: { 200: Me, ...problems(401, 503) } },
    async handler(request) {
      const username = currentUser(request)
      return { username, servedBy: serverName, session: sessionInfo(currentRecord(request)) }
    },
  })
}
