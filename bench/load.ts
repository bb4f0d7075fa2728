// A closed loop: each connection sends its next request when the last answer is complete. It uses no HTTP client and no
// parser, so that the load takes little CPU time from the server.
import { connect } from 'node:net'

export interface Load {
  port: number
  connections: number
  seconds: number
  /** Raw HTTP requests. Each connection starts at a different one and cycles through them. */
  requests: readonly Buffer[]
}

/** @throws {Error} when an answer is anything but 200 */
export async function run({ port, connections, seconds, requests }: Load) {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  const loops = Array.from({ length: connections }, (_, i) => {
    let next = Math.floor((i * requests.length) / connections)
    const nextRequest = () => {
      if (performance.now() >= end) return undefined
      next = (next + 1) % requests.length
      return requests[next]
    }
    return loop(port, nextRequest, (_answer, ms) => latencies.push(ms))
  })
  await Promise.all(loops)
  return {
    requests: latencies.length,
    seconds: (performance.now() - start) / 1000,
    /** Sorted. */
    latenciesMs: Float64Array.from(latencies).sort(),
  }
}

/** Sends each request once over several connections, and passes every answer on with the request's index. */
export async function sendEach(
  port: number,
  requests: readonly Buffer[],
  onAnswer: (answer: string, index: number) => void = () => {},
): Promise<void> {
  let next = 0
  const loops = Array.from({ length: Math.min(16, requests.length) }, () => {
    let current = 0
    const nextRequest = () => {
      current = next
      next += 1
      return requests[current]
    }
    return loop(port, nextRequest, (answer) => onAnswer(answer, current))
  })
  await Promise.all(loops)
}

/** Opens a connection, and sends one request after the other until there is none. */
function loop(
  port: number,
  nextRequest: () => Buffer | undefined,
  onAnswer: (answer: string, ms: number) => void,
): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const done = new Promise<void>((resolve, reject) => {
    let sentAt = 0
    let received = ''
    const send = () => {
      const request = nextRequest()
      if (request === undefined) return resolve()
      sentAt = performance.now()
      socket.write(request)
    }
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1')
      if (received.length < lengthOf(received)) return
      if (!received.startsWith('200', 'HTTP/1.1 '.length)) {
        return reject(new Error(`Unexpected answer:\n${received}`))
      }
      onAnswer(received, performance.now() - sentAt)
      received = ''
      send()
    })
    socket.once('connect', send)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The server closed a connection')))
  })
  return done.finally(() => socket.destroy())
}

/** The length of the whole answer in bytes; infinite while its headers are incomplete. */
function lengthOf(answer: string): number {
  const body = answer.indexOf('\r\n\r\n')
  if (body < 0) return Number.POSITIVE_INFINITY
  // Fastify writes `content-length`, Express `Content-Length`.
  const header = answer.indexOf('ontent-', 0)
  const length = /content-length: (\d+)/i.exec(answer.slice(header - 1, body))
  return body + 4 + Number(length?.[1] ?? Number.POSITIVE_INFINITY)
}
