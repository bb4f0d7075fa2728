// Counts the API requests of this node, records them for pages, and measures the time without any.
import type { Realm, Traffic } from '@session-clustering/api/lab'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Longer than a second: a node with pages asks once a second. */
const RECORDING_MS = 2_000
const INTERVAL_MS = 250
/** More requests in one interval are a load test, which a page cannot draw. */
const MAX_RECORDED = 100

/** @param onRecorded is called 250 ms after the first recorded request */
export function activity(app: FastifyInstance, servedBy: string, onRecorded: () => void) {
  let served = 0
  let last = performance.now()
  let recordUntil = 0
  let recorded: Traffic[] = []
  let timer: NodeJS.Timeout | undefined

  app.addHook('onResponse', (request, reply, done) => {
    if (request.url.startsWith('/api/')) {
      served += 1
      last = performance.now()
      if (last < recordUntil && recorded.length < MAX_RECORDED) {
        recorded.push(describe(request, reply, servedBy))
        timer ??= setTimeout(onRecorded, INTERVAL_MS).unref()
      }
    }
    done()
  })

  return {
    served: () => served,
    /** Time since the last request, or the last `touch`. */
    idleMs: () => performance.now() - last,
    touch(): void {
      last = performance.now()
    },
    /** From now on, requests are recorded for 2 s. */
    record(): void {
      recordUntil = performance.now() + RECORDING_MS
    },
    /** Returns the recorded requests and removes them. */
    take(): Traffic[] {
      clearTimeout(timer)
      timer = undefined
      const taken = recorded
      recorded = []
      return taken
    },
  }
}

function describe(request: FastifyRequest, reply: FastifyReply, servedBy: string): Traffic {
  const [path = ''] = request.url.split('?', 1)
  const status = reply.statusCode
  return {
    requestId: request.id,
    servedBy,
    realm: realmOf(path),
    method: request.method,
    path,
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    authenticated: status >= 500 ? null : request.session?.username !== undefined,
  }
}

function realmOf(path: string): Realm {
  const [, , first] = path.split('/')
  return first === 'second' || first === 'isolated' || first === 'blob' ? first : 'shared'
}
