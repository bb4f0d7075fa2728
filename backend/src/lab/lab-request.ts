// The lab's request headers. An AsyncLocalStorage makes them known to all code that runs for the request:
//   X-Lab-Trace: 1       list the Redis commands of this request, and show the session after it
//   X-Lab-Hold-Ms: 500   wait between reading the session and changing it
import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'

export interface LabRequest {
  /** The Redis commands so far; `undefined` without X-Lab-Trace. */
  commands: string[] | undefined
  holdMs: number
}

declare module 'fastify' {
  interface FastifyRequest {
    lab: LabRequest | null
  }
}

const MAX_HOLD_MS = 2_000
const current = new AsyncLocalStorage<LabRequest>()

/** The lab's headers of the request that the caller runs for; `undefined` when it has none. */
export function labRequest(): LabRequest | undefined {
  return current.getStore()
}

/** Runs work whose Redis commands must not be listed for the request. */
export function unrecorded<T>(work: () => T): T {
  return current.exit(work)
}

/** Call this before the realms are registered: their hooks load the sessions. */
export function labRequests(app: FastifyInstance): void {
  app.decorateRequest('lab', null)
  app.addHook('onRequest', (request, _reply, done) => {
    request.lab = read(request)
    enter(request, done)
  })
  // Enter the context again: it is lost when the body arrives, in an event of the connection.
  app.addHook('preValidation', (request, _reply, done) => enter(request, done))
}

function enter({ lab }: FastifyRequest, done: () => void): void {
  if (lab) current.run(lab, done)
  else done()
}

function read({ headers }: FastifyRequest): LabRequest | null {
  const commands = headers['x-lab-trace'] === '1' ? [] : undefined
  const wanted = Number(headers['x-lab-hold-ms'] ?? 0)
  const holdMs = wanted > 0 ? Math.min(wanted, MAX_HOLD_MS) : 0
  return commands || holdMs > 0 ? { commands, holdMs } : null
}
