import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { NewPassword, NoContent, problems } from '@session-clustering/api'
import { currentUser, renewSession } from '../plugins/user-session.ts'
import type { Accounts } from '../users/accounts.ts'
import { canonicalName } from '../users/usernames.ts'

/** Changes the password. As after a login, this session gets a new id. All other sessions of the user end. */
export const passwordRoute: FastifyPluginAsyncTypebox<{ accounts: Accounts }> = async (
  app,
  { accounts },
) => {
  app.post('/password', {
    onRequest: async (request) => void currentUser(request),
    schema: {
      summary: 'Change my password: my other sessions end, this one gets a new id',
      body: NewPassword,
      response: { 204: NoContent, ...problems(400, 401, 403, 429, 503) },
    },
    async handler(request, reply) {
      const username = currentUser(request)
      const { current, next } = request.body
      // Limit the attempts: with a stolen session, an attacker could otherwise guess the password.
      await app.loginAttempt(request, canonicalName(username), async () => {
        await accounts.changePassword(username, current, next)
        return { fits: true }
      })

      const id = await renewSession(request)
      const revoked = await app.sessions.revokeAll(username, id)
      const session = app.sessionHandles.of(id)
      request.log.info(
        { event: 'password-changed', username, session, revoked },
        'password changed',
      )
      return reply.code(204).send(null)
    },
  })
}
