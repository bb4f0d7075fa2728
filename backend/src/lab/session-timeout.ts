import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems, StoredSession } from '@session-clustering/api'
import Type from 'typebox'
import { sessionEnded } from '../plugins/user-session.ts'
import { currentRecord } from '../routes/session-info.ts'

/** Sets the idle timeout of the visitor's own session. With a short one, a class can watch the session expire. */
export const sessionTimeoutRoute: FastifyPluginAsyncTypebox = async (app) => {
  app.put('/lab/session', {
    schema: {
      summary: 'Set the idle timeout of my own session (lab)',
      body: Type.Object(
        { idleTimeoutSeconds: Type.Integer({ minimum: 5, maximum: 1800 }) },
        { additionalProperties: false },
      ),
      response: { 200: StoredSession, ...problems(400, 401, 403, 503) },
    },
    async handler(request, reply) {
      const { id } = currentRecord(request)
      const maxInactiveInterval = request.body.idleTimeoutSeconds
      const living = await app.sessions.update(id, { maxInactiveInterval })
      const record = living ? await app.sessions.inspect(id) : undefined
      return record ?? sessionEnded(reply)
    },
  })
}
