import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { sessionEnded } from '../plugins/session.ts'
import { currentRecord } from '../routes/session-info.ts'
import { problems, StoredSession } from '../schemas.ts'

/** A short idle timeout for the visitor's own session, so that its end can be watched. */
export const sessionTimeoutRoute: FastifyPluginAsyncTypebox = async (app) => {
  app.put('/lab/session', {
    schema: {
      summary: 'Another idle timeout for my session alone (lab)',
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
