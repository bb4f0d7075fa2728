// Answers bytes that Node cannot parse as HTTP. They never become a request, so no Fastify hook sees them.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from './problems.ts'

const STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

export function clientErrorHandler(serverName: string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // The client has closed the connection: it cannot receive an answer.
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const status = STATUS[error.code ?? ''] ?? 400
    const problem = new Problem(status, 'bad-request', 'The request cannot be read.')
    const body = JSON.stringify(problem.toBody())
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      `X-Served-By: ${serverName}`,
      'Connection: close',
    ]
    if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    socket.destroy(error)
  }
}
