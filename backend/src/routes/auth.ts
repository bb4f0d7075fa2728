import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Credentials, LoggedIn, Me, NoContent, problems, SignedUp } from '@session-clustering/api'
import { recordOf } from '@session-clustering/store/fastify'
import { browserOf } from '../plugins/browser.ts'
import { currentUser, newSession } from '../plugins/user-session.ts'
import { Problem } from '../problems.ts'
import type { Accounts } from '../users/accounts.ts'
import { canonicalName } from '../users/usernames.ts'
import { currentRecord, sessionInfo } from './session-info.ts'

export interface AuthOptions {
  accounts: Accounts
  serverName: string
}

/** A longer User-Agent is cut, so that a client cannot fill the session. */
const USER_AGENT_LENGTH = 200

export const authRoutes: FastifyPluginAsyncTypebox<AuthOptions> = async (app, options) => {
  const { accounts, serverName } = options

  app.post('/signup', {
    schema: {
      summary: 'Create a user',
      body: Credentials,
      response: { 201: SignedUp, ...problems(400, 403, 409, 429, 503) },
    },
    async handler(request, reply) {
      const username = await app.signUpAttempt(request, () => accounts.signUp(request.body))
      request.log.info({ event: 'signed-up', username }, 'signed up')
      return reply.code(201).send({ username })
    },
  })

  app.post('/login', {
    schema: {
      summary: 'Log in: creates a new session and ends the old one',
      body: Credentials,
      response: { 200: LoggedIn, ...problems(400, 401, 403, 429, 503) },
    },
    async handler(request) {
      const name = canonicalName(request.body.username)
      const login = await app.loginAttempt(request, name, () =>
        accounts.authenticate(request.body, browserOf(request)),
      )
      if (!login.fits) {
        request.log.warn({ event: 'login-failed', username: login.username }, 'login failed')
        throw wrongCredentials()
      }
      const { username, passwordChangedAt } = login

      const userAgent = (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH)
      const id = await newSession(request, { username, createdBy: serverName, userAgent })
      // A password change during this login ended the sessions that existed then, but perhaps not this new one.
      if (await accounts.hasChangedPassword(username, passwordChangedAt)) {
        await request.session.destroy()
        throw wrongCredentials()
      }
      const session = app.sessionHandles.of(id)
      request.log.info({ event: 'logged-in', username, session }, 'logged in')
      return { username, session: sessionInfo(currentRecord(request)) }
    },
  })

  app.post('/logout', {
    schema: { summary: 'End the session', response: { 204: NoContent, ...problems(403, 503) } },
    async handler(request, reply) {
      const record = recordOf(request.session)
      // A request with the cookies of several sessions has no record, and `destroy` ends them all.
      await request.session.destroy()
      if (record) {
        const { username } = record.attributes
        const session = app.sessionHandles.of(record.id)
        request.log.info({ event: 'logged-out', username, session }, 'logged out')
      }
      return reply.clearSessionCookie().code(204).send(null)
    },
  })

  app.get('/me', {
    schema: {
      summary: 'My username, and the backend that answers',
      response: { 200: Me, ...problems(401, 503) },
    },
    async handler(request) {
      const username = currentUser(request)
      return { username, servedBy: serverName, session: sessionInfo(currentRecord(request)) }
    },
  })
}

function wrongCredentials(): Problem {
  return new Problem(401, 'wrong-credentials', 'The username or the password is wrong.')
}
