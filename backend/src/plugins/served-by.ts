// Adds the name of the backend to every response, and forbids caches to store it.
import fp from 'fastify-plugin'

export const servedBy = fp(
  async (app, { name }: { name: string }) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({ 'x-served-by': name, 'cache-control': 'no-store' })
    })
  },
  { name: 'served-by' },
)
