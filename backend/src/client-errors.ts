// What is no HTTP never becomes a request; this is the last place where it can be answered.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from './problems.ts'

const STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

export function clientErrorHandler(serverName: string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // Whoever has hung up hears nothing any more.
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
