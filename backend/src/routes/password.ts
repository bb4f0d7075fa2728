import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { currentUser, renewSession } from '../plugins/session.ts'
import { NewPassword, NoContent, problems } from '../schemas.ts'
import type { Accounts } from '../users/accounts.ts'

/** A new password is a login anew: this session gets another id, and all others of the user end. */
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
      // Whoever has found an open session must not find out its password by trying.
      await app.countLoginAttempt(request)
      await accounts.changePassword(username, current, next)
      await app.forgiveLoginAttempts(request)

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
