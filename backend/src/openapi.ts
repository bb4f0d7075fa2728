import type { SwaggerOptions } from '@fastify/swagger'

export const openApi: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Session Clustering',
      description:
        'One login, any server. The same API is mounted more than once: under /api with a shared store; for the lesson also under /api/isolated with one store a process, and under /api/blob with a store that loses changes. A change that is sent with an Idempotency-Key is made once, and answered again when it is sent again (409: nobody knows yet, or any more, whether it was made; 422: the key was used for something else). Logging in and out, ending sessions, changing the password, refusals and /api/isolated do not remember.',
      version: '1.0.0',
      license: { name: 'MIT' },
    },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sid' } },
    },
  },
}
