import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems, StoredSession } from '@session-clustering/api'
import { unauthorized } from '../problems.ts'
import { currentRecord } from './session-info.ts'

/**
 * Its key has the session id in it, so that a class finds it in redis-cli. Without its signature an id is worth nothing
 * as a cookie; where there is no class, it is not shown all the same.
 */
export const sessionRoute: FastifyPluginAsyncTypebox<{ showsKey: boolean }> = async (
  app,
  { showsKey },
) => {
  app.get('/session', {
    schema: {
      summary: 'My own record, as the store holds it',
      response: { 200: StoredSession, ...problems(401, 503) },
    },
    async handler(request) {
      const record = await app.sessions.inspect(currentRecord(request).id)
      if (!record) throw unauthorized()
      return showsKey ? record : { ...record, key: 'session:…' }
    },
  })
}
