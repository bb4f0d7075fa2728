// One log line a request (two with LOG_LEVEL=debug), when its answer is complete. Fastify's own two lines cost three times as
// much and contain the query string, which may contain a secret.
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

export class RequestLog extends LogController {
  override incomingRequest({ log }: FastifyRequest): void {
    log.debug('incoming request')
  }

  /** @param error when the connection broke before the answer was complete */
  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    // The names of nginx' log. `client` is the address that nginx sends.
    const line = {
      ...describeRequest(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      client: request.ip,
    }
    if (error) request.log.error({ ...line, err: error }, 'request errored')
    else request.log.info(line, 'request completed')
  }
}

/** As long as in nginx' log. */
const LOGGED_PATH_LENGTH = 1_024

/** The properties of a request that every log line shows: no headers, no query, and a path that cannot fill the log. */
export function describeRequest({ method, url }: Pick<FastifyRequest, 'method' | 'url'>) {
  return { method, path: url.split('?', 1).join().slice(0, LOGGED_PATH_LENGTH) }
}
