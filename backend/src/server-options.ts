import type { FastifyHttpOptions, FastifyReply, RawServerDefault } from 'fastify'
import { clientErrorHandler } from './client-errors.ts'
import type { Config } from './config.ts'
import { Problem } from './problems.ts'
import { describeRequest, RequestLog } from './request-log.ts'

export function serverOptions(config: Config): FastifyHttpOptions<RawServerDefault> {
  return {
    logger: {
      level: config.LOG_LEVEL,
      base: { server: config.SERVER_NAME },
      serializers: { err: describeError, req: describeRequest },
    },
    logController: new RequestLog(),
    // nginx gives every request an id, and sends the same id to the client.
    requestIdHeader: 'x-request-id',
    trustProxy: config.TRUSTED_PROXIES.split(','),
    bodyLimit: 16 * 1024,
    // Longer than nginx's keepalive_timeout for upstreams, so that nginx closes idle connections. If the backend closed one
    // while nginx sends a request on it, the request would be lost.
    keepAliveTimeout: 72_000,
    // A request that has not arrived completely after 10 s gets 408. nginx buffers a request and sends it at once. Node
    // checks at an interval, by default every 30 s; with that, the time-out would take up to 40 s.
    requestTimeout: 10_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    // A connection without any traffic for 30 s is closed. An event stream sends a heartbeat every 15 s.
    connectionTimeout: 30_000,
    // While the server closes, open connections are still served. Each answer closes its connection.
    return503OnClosing: false,
    // Fastify calls this for a URL that it cannot decode. No hook of our plugins runs for it.
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
        // A wrong type is an error: do not convert it. An unknown property is an error: do not remove it.
        coerceTypes: false,
        removeAdditional: false,
        // The schemas' string patterns are written for Unicode.
        unicodeRegExp: true,
      },
    },
  }
}

/** Logs only these properties of an error. A Redis error also has the command, with session ids and password hashes. */
function describeError({ name, message, stack = '', cause }: Error) {
  return { type: name, message, stack, ...(cause instanceof Error ? { cause: cause.message } : {}) }
}
