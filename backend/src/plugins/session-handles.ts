// How sessions are called wherever their ids must not be seen: in the API and in the logs.
import fp from 'fastify-plugin'
import { type SessionHandles, sessionHandles } from '../sessions/index.ts'

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
