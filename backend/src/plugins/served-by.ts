// What every response of a backend carries: who answered, and that nobody may keep a copy.
import fp from 'fastify-plugin'

export const servedBy = fp(
  async (app, { name }: { name: string }) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({ 'x-served-by': name, 'cache-control': 'no-store' })
    })
  },
  { name: 'served-by' },
)
