// While the server closes, every answer ends its connection: whoever keeps it open would send the next request to a
// server that is gone, and the server would wait for a connection that nobody closes.
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the server has begun to close. */
    isDraining(): boolean
  }
}

export const draining = fp(
  async (app) => {
    let closing = false
    app.decorate('isDraining', () => closing)
    app.addHook('preClose', async () => {
      closing = true
    })
    app.addHook('onSend', async (_request, reply) => {
      if (closing) reply.header('connection', 'close')
    })
  },
  { name: 'draining' },
)
