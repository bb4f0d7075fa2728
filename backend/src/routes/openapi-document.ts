import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

/** Serves one OpenAPI document for the routes of all these servers. */
export const openApiRoute: FastifyPluginAsync<{ servers: FastifyInstance[] }> = async (
  app,
  { servers },
) => {
  app.get('/openapi.json', { schema: { hide: true } }, async () => {
    const paths = Object.assign({}, ...servers.map((server) => server.swagger().paths))
    return { ...app.swagger(), paths }
  })
}
