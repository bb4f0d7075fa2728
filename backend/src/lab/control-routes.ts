import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems } from '@session-clustering/api'
import { type LabEvents, LabState } from '@session-clustering/api/lab'
import type { onRequestAsyncHookHandler } from 'fastify'
import Type from 'typebox'
import type { Nodes } from './nodes.ts'
import type { Pages } from './pages.ts'
import type { Switches } from './switches.ts'

export interface ControlRoutesOptions {
  /** Refuses requests of visitors who may not use the switches. */
  presenterOnly: onRequestAsyncHookHandler
  switches: Switches
  nodes: Nodes
  pages: Pages<LabEvents>
  state: () => LabState
  sendSessionChanges: () => Promise<void>
}

const To = <Off extends string>(off: Off) =>
  Type.Object({ state: Type.Enum(['up', off]) }, { additionalProperties: false })

/** The state of the lab, the switches that all visitors share, and the event stream of the page. */
export const controlRoutes: FastifyPluginAsyncTypebox<ControlRoutesOptions> = async (
  app,
  { presenterOnly, switches, nodes, pages, state, sendSessionChanges },
) => {
  const response = { 200: LabState, ...problems(400, 403, 429, 503) }

  app.get('/lab/state', {
    schema: {
      summary: 'State of the nodes, Redis and the switches (lab)',
      response: { 200: LabState },
    },
    async handler() {
      await nodes.refresh()
      return state()
    },
  })

  app.put('/lab/nodes/:name', {
    onRequest: presenterOnly,
    schema: {
      summary: 'Stop a node, or start it again (lab)',
      params: Type.Object({ name: Type.String({ maxLength: 32 }) }),
      body: To('stopped'),
      response: { ...response, ...problems(404) },
    },
    async handler({ params, body }) {
      await switches.setNode(params.name, body.state)
      return state()
    },
  })

  app.put('/lab/redis', {
    onRequest: presenterOnly,
    schema: {
      summary: 'Disconnect all backends from Redis, or reconnect them (lab)',
      body: To('cut'),
      response,
    },
    async handler({ body }) {
      await switches.setRedis(body.state)
      return state()
    },
  })

  app.post('/lab/reset', {
    onRequest: presenterOnly,
    schema: { summary: 'Undo all switches (lab)', response },
    async handler() {
      await switches.reset('visitor')
      return state()
    },
  })

  app.get('/events', {
    // `manual`: do not check the Accept header, so that curl receives the events as well.
    sse: 'manual',
    // No HEAD route: its answer would never end.
    exposeHeadRoute: false,
    logLevel: 'warn',
    schema: {
      summary: 'Server-sent events of the lab: state, session, traffic, switch',
      description:
        'Session events have an id. The stream starts after the id in Last-Event-ID, or in `after`. With more than 100 events since then, it sends `missed` and starts now.',
      querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) }),
      produces: ['text/event-stream'],
      response: { 200: Type.String(), ...problems(400, 429, 503) },
    },
    async handler({ query }, reply) {
      const page = pages.connect(reply, reply.sse.lastEventId ?? query.after ?? '')
      await nodes.refresh()
      page.send('state', state())
      void sendSessionChanges()
    },
  })
}
