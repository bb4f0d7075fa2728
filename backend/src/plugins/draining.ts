// Draining: the backend shuts down while nginx goes on sending, and no request is lost, whatever its method.
//
// nginx sends a request to the next upstream when a connection is refused. It must not repeat a POST when the connection
// breaks after the request was sent. So the backend refuses new connections, but keeps open ones: nginx may be about to use
// one of them. Each answer closes its connection. nginx closes its idle connections itself (keepalive_timeout, less than
// IDLE_MS). Connections that are still idle after IDLE_MS are not nginx's, and are closed.
import { once } from 'node:events'
import { Server } from 'node:net'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when draining begins. */
    draining: AbortSignal
    /** Settles when the server may be closed. */
    drain(): Promise<void>
  }
}

const IDLE_MS = 1_000
const MAX_ACCEPT_WAIT_MS = 300

export const draining = fp(
  async (app) => {
    const controller = new AbortController()
    const { server } = app
    app.decorate('draining', controller.signal)

    app.decorate('drain', async () => {
      controller.abort()
      if (!server.listening) return
      await untilBacklogIsEmpty(server)
      const ended = once(server, 'close', { signal: AbortSignal.timeout(IDLE_MS) })
      // `close` of net.Server stops listening only. `close` of http.Server would also close idle connections at once.
      Server.prototype.close.call(server)
      await ended.catch(() => {})
    })

    app.addHook('preClose', async () => controller.abort())
    app.addHook('onSend', async (_request, reply) => {
      if (controller.signal.aborted) reply.header('connection', 'close')
    })
  },
  { name: 'draining' },
)

/**
 * When a server stops listening, the kernel resets connections that wait in the accept queue, and requests that they carry
 * are lost. Node accepts one connection in each turn of the event loop. So this waits for a turn of less than 1 ms in
 * which no connection was accepted: then the queue is empty, or very nearly so.
 */
async function untilBacklogIsEmpty(server: Server): Promise<void> {
  let accepted = 0
  const count = () => {
    accepted += 1
  }
  server.on('connection', count)
  const deadline = performance.now() + MAX_ACCEPT_WAIT_MS
  for (let isEmpty = false; !isEmpty && performance.now() < deadline; ) {
    const [before, began] = [accepted, performance.now()]
    await new Promise(setImmediate)
    isEmpty = accepted === before && performance.now() - began < 1
  }
  server.off('connection', count)
}
