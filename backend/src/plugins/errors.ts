// Turns every error into application/problem+json. Internal details go to the log only.

import {
  SessionGoneError,
  StoreUnavailableError,
  TooManySessionsError,
} from '@session-clustering/store'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problems.ts'

declare module 'fastify' {
  interface FastifyReply {
    problem(problem: Problem): FastifyReply
  }
}

export const errors = fp(
  async (app) => {
    app.decorateReply('problem', function (problem) {
      const { retryAfterSeconds } = problem.options
      if (retryAfterSeconds !== undefined) this.header('retry-after', retryAfterSeconds)
      return this.code(problem.statusCode)
        .type('application/problem+json')
        .serializer(JSON.stringify)
        .send(problem.toBody())
    })

    app.setErrorHandler((error: FastifyError, request, reply) => {
      const problem = problemOf(error)
      if (error instanceof StoreUnavailableError) {
        // One line for each request while Redis is away, so without a stack trace: it is always the same, and slow to write.
        const { message } = error.cause instanceof Error ? error.cause : error
        request.log.error({ problem: problem.slug, cause: message }, 'store unavailable')
      } else if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed')
      else request.log.info({ problem: problem.slug, detail: problem.message }, 'request refused')
      return reply.problem(problem)
    })

    app.setNotFoundHandler((_request: FastifyRequest, reply: FastifyReply) =>
      reply.problem(new Problem(404, 'not-found', 'There is nothing at this address.')),
    )
  },
  { name: 'errors' },
)

function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error
  if (error instanceof StoreUnavailableError) {
    const detail =
      'Sessions cannot be read at the moment. You are not logged out; try again shortly.'
    return new Problem(503, 'store-unavailable', detail, { retryAfterSeconds: 1 })
  }
  if (error instanceof SessionGoneError) {
    return new Problem(401, 'session-ended', 'The session ended before the change was saved.')
  }
  if (error instanceof TooManySessionsError) {
    return new Problem(403, 'too-many-sessions', 'Log out somewhere else first.')
  }
  if (error.validation) return invalidInput(error)
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return new Problem(status, slugOf(error), error.message)
  return new Problem(500, 'internal-error', 'The server failed. Its log has the details.')
}

function invalidInput(error: FastifyError): Problem {
  const [first] = error.validation ?? []
  const missing = first?.params.missingProperty ?? first?.params.additionalProperty
  const field = typeof missing === 'string' ? missing : first?.instancePath.slice(1)
  return new Problem(400, 'invalid-input', `${error.message}.`, field ? { field } : {})
}

/** FST_ERR_CTP_BODY_TOO_LARGE → body-too-large */
function slugOf(error: FastifyError): string {
  return (error.code ?? 'bad-request')
    .replace(/^FST_(ERR_)?(CTP_)?/, '')
    .toLowerCase()
    .replaceAll('_', '-')
}
