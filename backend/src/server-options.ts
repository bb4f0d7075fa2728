import type { FastifyServerOptions } from 'fastify'
import type { Config } from './config.ts'

export function serverOptions(config: Config): FastifyServerOptions {
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
    // Above nginx's 60 s for the connections it keeps: whoever may close first must not be the one that is asked.
    keepAliveTimeout: 72_000,
    // While closing, requests on open connections are still served; the answer ends the connection.
    return503OnClosing: false,
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
