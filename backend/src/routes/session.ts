import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { unauthorized } from '../problems.ts'
import { problems, StoredSession } from '../schemas.ts'
import { currentRecord } from './session-info.ts'

export const sessionRoute: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/session', {
    schema: {
      summary: 'My own record, as the store holds it',
      response: { 200: StoredSession, ...problems(401, 503) },
    },
    async handler(request) {
      const record = await app.sessions.inspect(currentRecord(request).id)
      if (!record) throw unauthorized()
      return record
    },
  })
}
