// A change that nobody waits for any more is not made. Whoever asked for it has heard something else by now, of nginx if not
// of this server, and may have asked another server for another change: made late, by a server that was frozen or could
// not keep up, the old one would undo the new.
//
// By the connection and not by the time, because the clocks of two machines differ.
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'
import { Problem } from '../problems.ts'
import { SAFE_METHODS } from './cross-site.ts'

export const abandoned = fp(
  async (app) => {
    // Now, because Fastify would wait for ever for a body that ended with its connection …
    app.addHook('preParsing', (request, _reply, _payload, done) => {
      const isOver = !SAFE_METHODS.has(request.method) && hasEnded(request.socket)
      done(isOver ? clientClosedRequest() : null)
    })
    // … and when the request is about to be carried out, with its session loaded and its body read.
    app.addHook('preHandler', (request, _reply, done) => {
      if (SAFE_METHODS.has(request.method)) return done()
      afterUnreadEnds(() => done(hasEnded(request.socket) ? clientClosedRequest() : undefined))
    })
  },
  { name: 'abandoned' },
)

/**
 * The end of a connection is read one turn of the event loop after what came before it: this gives it the turn, and
 * another one, as the present turn's has not begun.
 */
function afterUnreadEnds(then: () => void): void {
  setImmediate(() => setImmediate(then))
}

function hasEnded(socket: Socket): boolean {
  return socket.destroyed || socket.readableEnded
}

/** nginx's number for it; only the log and the metrics see it. */
const clientClosedRequest = () =>
  new Problem(
    499,
    'abandoned',
    'The client closed the connection before its request was carried out.',
  )
