import type { FastifyPluginAsync } from 'fastify'
import { redisAnswers } from '../redis-client.ts'
import { sharedSecret } from '../shared-secret.ts'

/** Probes come every few seconds: do not log each of them. */
const probe = { schema: { hide: true }, logLevel: 'warn' } as const

/** For the supervisor of the process. nginx does not forward these routes. */
export const healthRoutes: FastifyPluginAsync<{ secrets: readonly string[] }> = async (
  app,
  { secrets },
) => {
  const { isShared } = sharedSecret(app.redis, secrets)

  // Does not check Redis: a restart of this process would not bring Redis back.
  app.get('/livez', probe, async () => ({ status: 'live' }))

  app.get('/readyz', probe, async (_request, reply) => {
    const redis = await redisAnswers(app.redis)
    const hasOthersSecret = !redis || (await isShared().catch(() => true))
    const reasons = [
      app.draining.aborted && 'draining',
      !redis && 'redis is away',
      !hasOthersSecret && 'the other servers have another cookie secret',
    ].filter(Boolean)
    if (reasons.length === 0) return { status: 'ready' }
    return reply.code(503).send({ status: 'not ready', reasons })
  })
}
