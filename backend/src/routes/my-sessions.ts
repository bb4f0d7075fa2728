import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ListedSession, NoContent, PageQuery, problems } from '@session-clustering/api'
import Type from 'typebox'
import { currentUser, isOurs } from '../plugins/user-session.ts'
import { Problem } from '../problems.ts'
import { currentRecord, sessionInfo } from './session-info.ts'

/** Lists and ends the user's own sessions on all devices. */
export const sessionsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  async function find(username: string, handle: string) {
    let after: string | undefined
    do {
      const { sessions, next } = await app.sessions.listPage(username, { after })
      const found = sessions.find(({ id }) => app.sessionHandles.isOf(handle, id))
      if (found) return found
      after = next
    } while (after !== undefined)
    return undefined
  }

  app.get('/sessions', {
    schema: {
      summary: 'My sessions, oldest first',
      description:
        'If there are more, the header Link has the address of the next page (RFC 8288, rel="next").',
      querystring: PageQuery,
      response: { 200: Type.Array(ListedSession), ...problems(400, 401, 503) },
    },
    async handler(request, reply) {
      const { limit, after } = request.query
      const { sessions, next } = await app.sessions.listPage(currentUser(request), {
        limit: Number(limit),
        after,
      })
      if (next !== undefined) {
        const query = new URLSearchParams({ limit, after: next })
        reply.header('link', `<${request.routeOptions.url}?${query}>; rel="next"`)
      }
      const current = currentRecord(request).id
      return sessions.filter(isOurs).map((record) => ({
        handle: app.sessionHandles.of(record.id),
        current: record.id === current,
        userAgent: record.attributes.userAgent ?? '',
        ...sessionInfo(record),
      }))
    },
  })

  app.delete('/sessions/:handle', {
    schema: {
      summary: 'End one of my sessions',
      params: Type.Object({ handle: Type.String({ maxLength: 64 }) }),
      response: { 204: NoContent, ...problems(401, 403, 404, 503) },
    },
    async handler(request, reply) {
      const { handle } = request.params
      const username = currentUser(request)
      const session = await find(username, handle)
      if (!session || !(await app.sessions.destroy(session.id, 'revoked'))) {
        throw new Problem(404, 'no-such-session', 'None of your sessions has this handle.')
      }
      const own = currentRecord(request).id
      const [revoked, by] = [session.id, own].map(app.sessionHandles.of)
      request.log.info({ event: 'revoked', username, session: revoked, by }, 'session revoked')
      if (session.id === own) reply.clearSessionCookie()
      return reply.code(204).send(null)
    },
  })

  app.delete('/sessions', {
    schema: {
      summary: 'End all my other sessions; with all=true this one too',
      querystring: Type.Object({ all: Type.Optional(Type.Enum(['true', 'false'])) }),
      response: { 204: NoContent, ...problems(400, 401, 403, 503) },
    },
    async handler(request, reply) {
      const username = currentUser(request)
      const everywhere = request.query.all === 'true'
      const own = currentRecord(request).id
      const revoked = await app.sessions.revokeAll(username, everywhere ? undefined : own)
      const by = app.sessionHandles.of(own)
      request.log.info({ event: 'revoked', username, revoked, by }, 'sessions revoked')
      if (everywhere) reply.clearSessionCookie()
      return reply.code(204).send(null)
    },
  })
}
