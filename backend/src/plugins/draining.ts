// How a backend leaves while its proxy goes on sending: no request is lost, whatever its method.
//
// A proxy repeats a request whose connection was refused, and dares not repeat one whose connection broke after it was
// sent. So nobody is let in any more, but connections that are open stay so: the proxy may be about to use one. Each
// answer from now on ends its connection, and idle ones are the proxy's to close (nginx keeps them for less than
// IDLE_MS). What is idle after that belongs to somebody else, and is closed.
import { once } from 'node:events'
import { Server } from 'node:net'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server has begun to leave. */
    draining: AbortSignal
    /** Settles when the server may be closed. */
    drain(): Promise<void>
  }
}

const IDLE_MS = 1_000
const KNOCKING_MS = 300

export const draining = fp(
  async (app) => {
    const leaving = new AbortController()
    const { server } = app
    app.decorate('draining', leaving.signal)

    app.decorate('drain', async () => {
      leaving.abort()
      if (!server.listening) return
      await untilNobodyKnocks(server)
      const ended = once(server, 'close', { signal: AbortSignal.timeout(IDLE_MS) })
      // Not the HTTP server's own way to close, which ends idle connections at once.
      Server.prototype.close.call(server)
      await ended.catch(() => {})
    })

    app.addHook('preClose', async () => leaving.abort())
    app.addHook('onSend', async (_request, reply) => {
      if (leaving.signal.aborted) reply.header('connection', 'close')
    })
  },
  { name: 'draining' },
)

/**
 * Whoever waits at the door when it closes is turned away, with the request that it may have sent already. Node lets in
 * one connection a turn of its event loop: so this waits for a turn in which nobody came, short enough that hardly
 * anybody can have come since.
 */
async function untilNobodyKnocks(server: Server): Promise<void> {
  let knocks = 0
  const knock = () => {
    knocks += 1
  }
  server.on('connection', knock)
  const patience = performance.now() + KNOCKING_MS
  for (let isQuiet = false; !isQuiet && performance.now() < patience; ) {
    const [before, began] = [knocks, performance.now()]
    await new Promise(setImmediate)
    isQuiet = knocks === before && performance.now() - began < 1
  }
  server.off('connection', knock)
}
