// Counts the API requests of this node, records them for pages that watch, and measures the time without any.
import type { Realm, Traffic } from '@session-clustering/api/lab'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface Activity {
  served(): number
  /** Time since the last request, or the last `touch`. */
  quietMs(): number
  touch(): void
  /** Starts or stops to record requests. `take` returns the recorded ones and removes them. */
  keep(isWanted: boolean): void
  take(): Traffic[]
}

/** More requests in one interval (250 ms) are a load test, which a page cannot draw. */
const MAX_KEPT = 100

export function activity(app: FastifyInstance, servedBy: string): Activity {
  let served = 0
  let last = performance.now()
  let isWanted = false
  let kept: Traffic[] = []

  app.addHook('onResponse', (request, reply, done) => {
    if (request.url.startsWith('/api/')) {
      served += 1
      last = performance.now()
      if (isWanted && kept.length < MAX_KEPT) kept.push(describe(request, reply, servedBy))
    }
    done()
  })

  return {
    served: () => served,
    quietMs: () => performance.now() - last,
    touch() {
      last = performance.now()
    },
    keep(wanted) {
      isWanted = wanted
      if (!wanted) kept = []
    },
    take() {
      const taken = kept
      kept = []
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
  return first === 'isolated' || first === 'blob' ? first : 'shared'
}
