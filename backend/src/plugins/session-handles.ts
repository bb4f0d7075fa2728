// Session handles: keyed hashes that stand for session ids in the API and in the logs.

import { type SessionHandles, sessionHandles } from '@session-clustering/store'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    sessionHandles: SessionHandles
  }
}

export const handles = fp(
  async (app, { secrets }: { secrets: readonly string[] }) => {
    app.decorate('sessionHandles', sessionHandles(secrets))
  },
  { name: 'session-handles' },
)
