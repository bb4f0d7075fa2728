import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems } from '@session-clustering/api'
import { LabState } from '@session-clustering/api/lab'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Problem } from '../problems.ts'
import type { Nodes } from './nodes.ts'
import type { Pages } from './pages.ts'
import type { Switches } from './switches.ts'

export interface ControlRoutesOptions {
  presenterKey: string
  switches: Switches
  nodes: Nodes
  pages: Pages
  state: () => LabState
  sendSessionChanges: () => Promise<void>
}

const To = <Off extends string>(off: Off) =>
  Type.Object({ state: Type.Enum(['up', off]) }, { additionalProperties: false })

/** The state of the lab, the switches that all visitors share, and the event stream of the page. */
export const controlRoutes: FastifyPluginAsyncTypebox<ControlRoutesOptions> = async (
  app,
  { presenterKey, switches, nodes, pages, state, sendSessionChanges },
) => {
  const onRequest = presenterOnly(presenterKey)
  const response = { 200: LabState, ...problems(400, 403, 503) }

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
    onRequest,
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
    onRequest,
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
    onRequest,
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
        'Session events have an id. The stream starts after the id in Last-Event-ID, or in `after`.',
      querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) }),
      produces: ['text/event-stream'],
      response: { 200: Type.String(), ...problems(400, 503) },
    },
    async handler({ query }, reply) {
      const page = pages.connect(reply, reply.sse.lastEventId ?? query.after ?? '')
      await nodes.refresh()
      page.send('state', state())
      void sendSessionChanges()
    },
  })
}

/** Makes an `onRequest` hook that checks X-Presenter-Key. With an empty key, every request passes. */
function presenterOnly(key: string) {
  // `timingSafeEqual` needs buffers of the same length.
  const digest = (text: string) => hash('sha256', text, 'buffer')
  const expected = digest(key)
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const given = headers['x-presenter-key']
    const isPresenter = timingSafeEqual(digest(String(given ?? '')), expected)
    if (!isPresenter && key !== '') {
      throw new Problem(403, 'presenter-only', 'Only the presenter may use this switch.')
    }
  }
}
