import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { NoContent, problems } from '@session-clustering/api'
import { OpenLesson } from '@session-clustering/api/class'
import type { onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { Classroom } from './class.ts'

export interface ClassRoutesOptions {
  presenterOnly: onRequestAsyncHookHandler
  classroom: Classroom
}

/** The presenter opens and ends the class. Its page receives the students as events. */
export const classRoutes: FastifyPluginAsyncTypebox<ClassRoutesOptions> = async (
  app,
  { presenterOnly, classroom },
) => {
  const response = { 204: NoContent, ...problems(400, 403, 429, 503) }

  app.put('/lab/class', {
    onRequest: presenterOnly,
    schema: {
      summary: 'Open the class, or change what it does (lab)',
      body: OpenLesson,
      response,
    },
    async handler({ body }, reply) {
      classroom.open(body)
      return reply.code(204).send(null)
    },
  })

  app.delete('/lab/class', {
    onRequest: presenterOnly,
    schema: { summary: 'End the class, and forget its students (lab)', response },
    async handler(_request, reply) {
      classroom.open(null)
      return reply.code(204).send(null)
    },
  })

  app.get('/lab/class/events', {
    sse: 'manual',
    // No HEAD route: its answer would never end.
    exposeHeadRoute: false,
    logLevel: 'warn',
    schema: {
      summary: 'Server-sent events of the class: class, students (lab)',
      produces: ['text/event-stream'],
      response: { 200: Type.String(), ...problems(429, 503) },
    },
    async handler(_request, reply) {
      classroom.pages.connect(reply, '').send('class', classroom.all())
    },
  })
}
