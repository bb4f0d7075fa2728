// A request with an Idempotency-Key is carried out once, however often it is sent: nginx may repeat it, and so may a client
// that heard no answer (draft-ietf-httpapi-idempotency-key-header).
//
// The first to come leaves a mark in Redis, carries it out, and puts the answer in the mark's place. Later ones get that
// answer. A mark without an answer says that somebody is at it, or has died of it: nobody else does it then. Of the answer
// its status and body are kept, never a cookie: who can read Redis must not become anybody by that.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problems.ts'
import { recordOf, unavailable } from '../sessions/index.ts'
import { sessionKey } from '../sessions/redis-record.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The mark of a request that is being carried out under a key. */
    idempotency: Mark | null
  }
  interface FastifyContextConfig {
    /** `false` for what does no harm when it is repeated, or answers with a new session. */
    remembersAnswer?: boolean
  }
}

interface Mark {
  key: string
  /** The request that the key was used for, so that another one is not taken for it. */
  fingerprint: string
  /** What stands in Redis for as long as there is no answer. */
  text: string
  /** Refused on purpose, with nothing done. */
  isUndone: boolean
}

interface Remembered {
  fingerprint: string
  /** Without it, there is no answer yet. */
  status?: number
  type?: string
  body?: string
}

const REMEMBERED_SECONDS = 600
/** How long a second request waits for the first one's answer; nginx waits for 3.5 s. */
const PATIENCE_MS = 1_500
const POLL_MS = 50
const MAX_ABANDONED = 1_000

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

// KEYS[1] the mark, ARGV[1] its text
const REMOVE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`

/** In a realm, after its session plugin: an answer is kept when the session has been saved. */
export const idempotency = fp(
  async (app, { secrets }: { secrets: readonly string[] }) => {
    // Marks that may or may not have come to Redis, for requests that were refused without them.
    const abandoned = new Map<string, string>()
    const remove = (key: string, text: string) => app.redis.eval(REMOVE, 1, key, text)
    const removeAbandoned = () => {
      for (const [key, text] of abandoned) remove(key, text).catch(() => {})
      abandoned.clear()
    }
    app.redis.on('ready', removeAbandoned)
    app.addHook('onClose', async () => void app.redis.off('ready', removeAbandoned))

    app.decorateRequest('idempotency', null)

    app.addHook('preHandler', (request, reply, done) => {
      const sent = request.headers['idempotency-key']
      const { config } = request.routeOptions
      if (
        sent === undefined ||
        SAFE_METHODS.has(request.method) ||
        config.remembersAnswer === false
      )
        return done()
      begin(request, String(sent)).then(
        (remembered) => (remembered ? replay(reply, remembered) : done()),
        done,
      )
    })

    app.addHook('onError', (request, _reply, error, done) => {
      if (request.idempotency) request.idempotency.isUndone = error instanceof Problem
      done()
    })

    app.addHook('onSend', (request, reply, payload, done) => {
      if (request.idempotency)
        end(request, request.idempotency, reply, payload).then(() => done(), done)
      else done()
    })

    /** Answers what is remembered; without that, the request is to be carried out. */
    async function begin(request: FastifyRequest, sent: string): Promise<Remembered | undefined> {
      const key = keyOf(request, sent)
      const fingerprints = secrets.map((secret) => fingerprintOf(request, secret))
      const [fingerprint = ''] = fingerprints
      const text = JSON.stringify({ fingerprint, attempt: randomUUID() })
      const patience = performance.now() + PATIENCE_MS
      for (;;) {
        const found = await app.redis
          .set(key, text, 'EX', REMEMBERED_SECONDS, 'NX', 'GET')
          .catch((error) => {
            if (abandoned.size < MAX_ABANDONED) abandoned.set(key, text)
            return unavailable(error)
          })
        if (found === null) {
          request.idempotency = { key, fingerprint, text, isUndone: false }
          return undefined
        }
        const remembered = JSON.parse(found) as Remembered
        if (!fingerprints.includes(remembered.fingerprint)) throw usedBefore()
        if (remembered.status !== undefined) return remembered
        if (performance.now() > patience) throw underWay()
        await wait(POLL_MS)
      }
    }

    async function end(request: FastifyRequest, mark: Mark, reply: FastifyReply, payload: unknown) {
      request.idempotency = null
      const { statusCode: status } = reply
      try {
        if (status < 500) {
          const type = reply.getHeader('content-type')
          const { key, fingerprint } = mark
          const body = typeof payload === 'string' ? payload : ''
          const remembered: Remembered = { fingerprint, status, body }
          if (typeof type === 'string') remembered.type = type
          await app.redis.set(key, JSON.stringify(remembered), 'EX', REMEMBERED_SECONDS)
        } else if (mark.isUndone) await remove(mark.key, mark.text)
        // Else nobody knows whether it has been done: the mark stays.
      } catch (err) {
        // The answer is right all the same; a second request will be told that nobody knows.
        request.log.warn({ err }, 'answer not remembered')
      }
    }
  },
  { name: 'idempotency', dependencies: ['redis', 'session'] },
)

function replay(reply: FastifyReply, { status = 200, type, body = '' }: Remembered): void {
  reply.code(status).header('idempotency-replayed', 'true')
  if (type !== undefined) reply.type(type)
  reply.send(body === '' ? null : body)
}

/** One for each caller and route, whatever keys others choose. */
function keyOf(request: FastifyRequest, sent: string): string {
  // A string of structured fields has quotes; who leaves them out means the same.
  const key = /^"?([\x21\x23-\x7e]{1,255})"?$/.exec(sent)?.[1]
  if (key === undefined) {
    const detail = 'An Idempotency-Key has 1 to 255 visible characters.'
    throw new Problem(400, 'invalid-idempotency-key', detail)
  }
  const caller = request.session?.username ?? ` ${request.ip}`
  const parts = [caller, request.method, request.routeOptions.url, key]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
  const record = recordOf(request.session)
  // On a Redis Cluster the mark lies where the session does. Elsewhere, it would be left behind by a request that cannot
  // reach its session.
  return `idempotency:${record ? `{${sessionKey(record.id)}}:` : ''}${hash}`
}

/** With a secret, because there can be a password in the body, which must not be found by trying. */
function fingerprintOf({ url, body }: FastifyRequest, secret: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['idempotency', url, body]))
    .digest('base64url')
}

function usedBefore(): Problem {
  const detail = 'This Idempotency-Key has been used for another request.'
  return new Problem(422, 'idempotency-key-reused', detail)
}

function underWay(): Problem {
  const detail =
    'A request with this Idempotency-Key was begun and has no answer. It may have been carried out, or may still be: ' +
    'ask again, or look what has become of it and use another key.'
  return new Problem(409, 'idempotency-key-in-use', detail, { retryAfterSeconds: 1 })
}
