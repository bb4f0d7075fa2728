// Refuses a change whose client has closed the connection. The client already has another answer, for example from nginx,
// and may have made a newer change through another backend. A backend that was frozen or too slow would overwrite it.
//
// The closed connection decides, not a time-out: the clocks of two machines differ.
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'
import { Problem } from '../problems.ts'
import { SAFE_METHODS } from './cross-site.ts'

export const clientClosed = fp(
  async (app) => {
    // Check before the body is read: when its connection has ended, Fastify would wait for the body for ever.
    app.addHook('preParsing', (request, _reply, _payload, done) => {
      const isRefused = !SAFE_METHODS.has(request.method) && hasEnded(request.socket)
      done(isRefused ? clientClosedRequest() : null)
    })
    // Check again just before the handler, when the session and the body have been read.
    app.addHook('preHandler', (request, _reply, done) => {
      if (SAFE_METHODS.has(request.method)) return done()
      // Node reads the end of a connection one turn of the event loop after the data before it. Wait for two turns: the
      // current turn may not have reached its poll phase.
      setImmediate(() =>
        setImmediate(() => done(hasEnded(request.socket) ? clientClosedRequest() : undefined)),
      )
    })
  },
  { name: 'client-closed' },
)

function hasEnded(socket: Socket): boolean {
  return socket.destroyed || socket.readableEnded
}

/** 499 is nginx's status for "client closed request". Only the log and the metrics show it. */
const clientClosedRequest = () =>
  new Problem(
    499,
    'client-closed-request',
    'The client closed the connection before its request was carried out.',
  )
