import type { FastifyHttpOptions, FastifyReply, RawServerDefault } from 'fastify'
import { clientErrorHandler } from './client-errors.ts'
import type { Config } from './config.ts'
import { Problem } from './problems.ts'

export function serverOptions(config: Config): FastifyHttpOptions<RawServerDefault> {
  return {
    logger: {
      level: config.LOG_LEVEL,
      base: { server: config.SERVER_NAME },
      serializers: { err: describeError },
    },
    // nginx gives every request its id, and gives it to the client as well.
    requestIdHeader: 'x-request-id',
    trustProxy: config.TRUSTED_PROXIES.split(','),
    bodyLimit: 16 * 1024,
    // Above nginx's time for the connections it keeps: whoever may close first must not be the one that is asked.
    keepAliveTimeout: 72_000,
    // A request that has not come in whole by then is 408: nginx sends it in one go. (Looked after every so often; Node's
    // own 30 s would make 40 s of it.)
    requestTimeout: 10_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    // Neither sent nor read for so long, an answer is given up. An event stream has something to say every 15 s.
    connectionTimeout: 30_000,
    // While closing, requests on open connections are still served; the answer ends the connection.
    return503OnClosing: false,
    // An address that cannot be decoded is answered before any of our plugins runs.
    frameworkErrors(error, _request, reply: FastifyReply) {
      const problem = new Problem(error.statusCode ?? 400, 'bad-url', 'The address cannot be read.')
      reply
        .code(problem.statusCode)
        .headers({ 'x-served-by': config.SERVER_NAME, 'cache-control': 'no-store' })
        .type('application/problem+json')
        .send(JSON.stringify(problem.toBody()))
    },
    clientErrorHandler: clientErrorHandler(config.SERVER_NAME),
    ajv: {
      customOptions: {
        // What has the wrong type is an error, not something to make fit; what is unknown is not dropped in silence.
        coerceTypes: false,
        removeAdditional: false,
        // The schemas' string patterns are written for Unicode.
        unicodeRegExp: true,
      },
    },
  }
}

/** Without an error's other properties: a Redis error has the command, with session ids and password hashes in it. */
function describeError({ name, message, stack = '', cause }: Error) {
  return { type: name, message, stack, ...(cause instanceof Error ? { cause: cause.message } : {}) }
}
