import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problems } from '@session-clustering/api'
import { LabState } from '@session-clustering/api/lab'
import Type from 'typebox'
import { presenterOnly } from './presenter-key.ts'
import type { Switches } from './switches.ts'

export interface SwitchRoutesOptions {
  presenterKey: string
  switches: Switches
  freshState: () => Promise<LabState>
}

const To = <Off extends string>(off: Off) =>
  Type.Object({ state: Type.Enum(['up', off]) }, { additionalProperties: false })

/** The state of the lab, and the switches that all visitors share. */
export const switchRoutes: FastifyPluginAsyncTypebox<SwitchRoutesOptions> = async (
  app,
  options,
) => {
  const { switches, freshState, presenterKey } = options
  const onRequest = presenterOnly(presenterKey)
  const response = { 200: LabState, ...problems(400, 403, 503) }

  app.get('/lab/state', {
    schema: {
      summary: 'State of the nodes, Redis and the switches (lab)',
      response: { 200: LabState },
    },
    handler: freshState,
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
      await freshState()
      await switches.throwNode(params.name, body.state)
      return freshState()
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
      await freshState()
      await switches.throwRedis(body.state)
      return freshState()
    },
  })

  app.post('/lab/reset', {
    onRequest,
    schema: { summary: 'Undo all switches (lab)', response },
    async handler() {
      await freshState()
      await switches.reset('visitor')
      return freshState()
    },
  })
}
