import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems, StoredSession } from '@session-clustering/api'
import { currentUser } from '../plugins/user-session.ts'
import { unauthorized } from '../problems.ts'
import { currentRecord } from './session-info.ts'

/**
 * Shows the stored session. With the lab on, the key contains the session id, so that a class can find it in redis-cli. The
 * id alone cannot be used as a cookie, because the signature is missing. Without the lab, the id is hidden all the same.
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
      currentUser(request)
      const record = await app.sessions.inspect(currentRecord(request).id)
      if (!record) throw unauthorized()
      return showsKey ? record : { ...record, key: 'session:…' }
    },
  })
}
