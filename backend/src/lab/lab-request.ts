// What a request asks of the lab by its headers, known to everything that runs for it, however deep:
//   X-Lab-Trace: 1       list the Redis commands that this request causes, and show the session as it leaves it
//   X-Lab-Hold-Ms: 500   wait between reading the session and changing it
import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'

export interface LabRequest {
  /** Fills while the request runs; `undefined` when nobody asked. */
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

/** The request that the caller runs for; `undefined` for one that asked for nothing. */
export function labRequest(): LabRequest | undefined {
  return current.getStore()
}

/** Does something for a request that is not of its doing. */
export function unrecorded<T>(work: () => T): T {
  return current.exit(work)
}

/** Before the realms: their sessions are loaded in hooks of their own. */
export function labRequests(app: FastifyInstance): void {
  app.decorateRequest('lab', null)
  app.addHook('onRequest', (request, _reply, done) => {
    request.lab = read(request)
    enter(request, done)
  })
  // Once more: a body comes in events of the connection, which know nothing of the request.
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
