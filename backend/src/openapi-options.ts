import type { SwaggerOptions } from '@fastify/swagger'

export const openApi: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Session Clustering',
      description:
        'One login, any server. The same API is mounted more than once: under /api with a shared store; for the lesson also under /api/second with the same store and another cookie, under /api/isolated with one store in each process, and under /api/blob with a store that loses changes. A POST without an answer, or with a 503 from nginx, may have been executed: read the state before you send it again. PUT and DELETE can be sent again.',
      version: '1.0.0',
      license: { name: 'MIT' },
    },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sid' } },
    },
  },
}
