import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems } from '@session-clustering/api'
import type { LabState } from '@session-clustering/api/lab'
import Type from 'typebox'
import type { Audience } from './pages.ts'
import type { SessionStream } from './session-changes.ts'

export interface EventsOptions {
  audience: Audience
  sessionStream: SessionStream
  freshState: () => Promise<LabState>
}

/** Server-sent events of the lab: state, session, traffic, switch. */
export const eventsRoute: FastifyPluginAsyncTypebox<EventsOptions> = async (app, options) => {
  const { audience, sessionStream, freshState } = options

  app.get('/events', {
    // `manual`: do not check the Accept header, so that curl receives the events as well.
    sse: 'manual',
    // No HEAD route: its answer would never end.
    exposeHeadRoute: false,
    logLevel: 'warn',
    schema: {
      summary: 'Server-sent events of the lab: state, session, traffic, switch',
      description:
        'Session events have an id. The stream starts after the id in Last-Event-ID, or in `after`.',
      querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) }),
      produces: ['text/event-stream'],
      response: { 200: Type.String(), ...problems(400, 503) },
    },
    async handler(request, reply) {
      const seat = audience.seat(reply)
      seat.send('state', await freshState())
      void sessionStream.follow(seat, reply.sse.lastEventId ?? request.query.after)
    },
  })
}
