// A request with an Idempotency-Key is carried out once, however often it is sent: nginx may repeat it, and so may a client
// that heard no answer (draft-ietf-httpapi-idempotency-key-header).
//
// The first to come leaves a mark in Redis, carries it out, and puts the answer in the mark's place. Later ones get that
// answer. A mark without an answer says that somebody is at it, or has died of it: nobody else does it then. Of the answer
// its status and body are kept, never a cookie: who can read Redis must not become anybody by that.
import { createHash, createHmac } from 'node:crypto'
import { recordOf, sessionKey } from '@session-clustering/store'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { SAFE_METHODS } from '../plugins/cross-site.ts'
import { Problem } from '../problems.ts'
import { type Answer, type Mark, type Outcome, redisMarks } from './marks.ts'
import { invalidKey } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The mark of a request that is being carried out under a key. */
    idempotencyMark: Mark | null
    /** It was refused on purpose, with nothing done. */
    isUndone: boolean
  }
  interface FastifyContextConfig {
    /** `false` for what does no harm when it is repeated, or answers with a new session. */
    remembersAnswer?: boolean
  }
}

/** In a realm, after its session plugin: an answer is kept when the session has been saved. */
export const idempotency = fp(
  async (app, { secrets }: { secrets: readonly string[] }) => {
    const marks = redisMarks(app.redis)
    app.addHook('onClose', async () => marks.close())
    app.decorateRequest('idempotencyMark', null)
    app.decorateRequest('isUndone', false)

    app.addHook('preHandler', (request, reply, done) => {
      const sent = request.headers['idempotency-key']
      if (sent === undefined || !isRemembered(request)) return done()
      begin(request, String(sent)).then((answer) => (answer ? replay(reply, answer) : done()), done)
    })

    app.addHook('onError', (request, _reply, error, done) => {
      if (request.idempotencyMark) request.isUndone = error instanceof Problem
      done()
    })

    app.addHook('onSend', (request, reply, payload, done) => {
      const mark = request.idempotencyMark
      if (!mark) return done()
      request.idempotencyMark = null
      marks.end(mark, outcomeOf(request, reply, payload)).then(
        () => done(),
        (err) => {
          // The answer is right all the same.
          request.log.warn({ err }, 'answer not remembered yet')
          done()
        },
      )
    })

    /** Answers what is remembered; without that, the request is to be carried out. */
    async function begin(request: FastifyRequest, sent: string): Promise<Answer | undefined> {
      const fingerprints = secrets.map((secret) => fingerprintOf(request, secret))
      const begun = await marks.begin(keyOf(request, sent), fingerprints)
      if ('answer' in begun) return begun.answer
      request.idempotencyMark = begun.mark
      return undefined
    }
  },
  { name: 'idempotency', dependencies: ['redis', 'session'] },
)

function isRemembered({ method, routeOptions }: FastifyRequest): boolean {
  return !SAFE_METHODS.has(method) && routeOptions.config.remembersAnswer !== false
}

function outcomeOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): Outcome {
  const { statusCode: status } = reply
  // Nothing to remember, and nothing that anybody could fill Redis with at no cost.
  if (request.isUndone) return 'undone'
  if (status >= 500) return 'unknown'
  const type = reply.getHeader('content-type')
  const body = typeof payload === 'string' ? payload : ''
  return { status, body, ...(typeof type === 'string' ? { type } : {}) }
}

function replay(reply: FastifyReply, { status, type, body }: Answer): void {
  reply.code(status).header('idempotency-replayed', 'true')
  if (type !== undefined) reply.type(type)
  reply.send(body === '' ? null : body)
}

/** One for each caller and route, whatever keys others choose. @throws {Problem} 400 */
function keyOf(request: FastifyRequest, sent: string): string {
  // A string of structured fields has quotes; who leaves them out means the same.
  const key = /^"?([\x21\x23-\x7e]{1,255})"?$/.exec(sent)?.[1]
  if (key === undefined) throw invalidKey()
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
