import type { FastifyPluginAsync } from 'fastify'
import { redisAnswers } from '../redis-client.ts'

/** For what watches the process, not for the public: nginx does not pass these on. */
// Asked every few seconds: nothing to write home about.
const quiet = { schema: { hide: true }, logLevel: 'warn' } as const

export const healthRoutes: FastifyPluginAsync = async (app) => {
  // The process alone: restarting it would not bring Redis back.
  app.get('/livez', quiet, async () => ({ status: 'live' }))

  app.get('/readyz', quiet, async (_request, reply) => {
    const redis = await redisAnswers(app.redis)
    const reasons = [app.draining.aborted && 'draining', !redis && 'redis is away'].filter(Boolean)
    if (reasons.length === 0) return { status: 'ready' }
    return reply.code(503).send({ status: 'not ready', reasons })
  })
}
