// The server of the lab's controls. It has a port of its own, so it answers while the lab has stopped the node.
import { fastifySSE } from '@fastify/sse'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Config } from '../config.ts'
import { openApi } from '../openapi-options.ts'
import { crossSite } from '../plugins/cross-site.ts'
import { errors } from '../plugins/errors.ts'
import { jsonBodiesOnly } from '../plugins/json-body.ts'
import { methodNotAllowed } from '../plugins/method-not-allowed.ts'
import { servedBy } from '../plugins/served-by.ts'
import { serverOptions } from '../server-options.ts'
import { type ClassRoutesOptions, classRoutes } from './class-routes.ts'
import { type ControlRoutesOptions, controlRoutes } from './control-routes.ts'

/** Shorter than nginx's proxy_read_timeout for the stream (20 s), and than usual time-outs of other proxies. */
const HEARTBEAT_MS = 15_000

export async function controlServer(
  config: Config,
  options: ControlRoutesOptions & ClassRoutesOptions,
): Promise<FastifyInstance> {
  const app = fastify(serverOptions(config))
  jsonBodiesOnly(app)
  const otherMethods = methodNotAllowed(app)
  await app.register(servedBy, { name: config.SERVER_NAME })
  await app.register(errors)
  await app.register(crossSite)
  await app.register(swagger, openApi)
  // `serializer`: event data is JSON text already. It is encoded once for all pages.
  await app.register(fp(fastifySSE), { heartbeatInterval: HEARTBEAT_MS, serializer: String })
  await app.register(controlRoutes, { prefix: '/api', ...options })
  await app.register(classRoutes, { prefix: '/api', ...options })
  otherMethods.addRoutes()
  // An open stream would delay `close` for ever.
  app.addHook('preClose', async () => {
    options.pages.close()
    options.classroom.pages.close()
  })
  return app
}
