// What the node has been asked: counted for the page, told to those who watch, and missed when it stays away.
import type { Realm, Traffic } from '@session-clustering/api/lab'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface Activity {
  served(): number
  /** Since the last request, or the last `touch`. */
  quietMs(): number
  touch(): void
  /** From now on requests are kept, until they are taken; or no longer. */
  keep(isWanted: boolean): void
  take(): Traffic[]
}

/** More in a quarter of a second is a load test, which no page can draw. */
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
