// Serves metrics for Prometheus: GET /metrics on a port of its own, which nginx does not publish. The metrics wrap the app,
// the Redis client and the store; no other module depends on them. app.ts imports this only when METRICS_PORT is set.
import { createServer } from 'node:http'
import type { SessionStore } from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Config } from '../config.ts'
import type { SessionAttributes } from '../plugins/user-session.ts'
import type { HashingQueue } from '../users/hashing-queue.ts'
import { httpRequests } from './http-requests.ts'
import { passwordHashing } from './password-hashing.ts'
import { redisCommands } from './redis-commands.ts'
import { sessionOperations } from './session-operations.ts'

export interface Metrics {
  /** Starts to count the operations on this store. */
  countSessions(store: SessionStore<SessionAttributes>): void
}

export function startMetrics(app: FastifyInstance, config: Config, queue: HashingQueue): Metrics {
  const registry = new Registry()
  // Memory, CPU, open files, garbage collection, delay of the event loop.
  collectDefaultMetrics({ register: registry })
  httpRequests(registry, app)
  redisCommands(registry, app.redis)
  passwordHashing(registry, queue)

  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      const text = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(text)
    } catch (err) {
      app.log.error({ err }, 'metrics cannot be collected')
      response.writeHead(500).end()
    }
  })
  // An error of the metrics server must not end the backend.
  server.on('error', (err) => app.log.error({ err }, 'metrics are not served'))
  app.addHook('onReady', async () => {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(Number(config.METRICS_PORT), config.HOST, resolve)
    })
    app.log.info({ metrics: server.address() }, 'metrics are served')
  })
  app.addHook('onClose', async () => {
    server.close()
    server.closeAllConnections()
  })
  app.decorate('metricsServer', server)
  return { countSessions: (store) => sessionOperations(registry, store) }
}

declare module 'fastify' {
  interface FastifyInstance {
    metricsServer?: ReturnType<typeof createServer>
  }
}
