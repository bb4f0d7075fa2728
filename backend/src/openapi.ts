import type { SwaggerOptions } from '@fastify/swagger'

export const openApi: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Session Clustering',
      description:
        'One login, any server. The same API is mounted twice: under /api with a shared store, under /api/isolated with one store a process. A change that is sent with an Idempotency-Key is made once, and answered again when it is sent again; logging in and out, and changing the password, do not remember.',
      version: '1.0.0',
      license: { name: 'MIT' },
    },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sid' } },
    },
  },
}
