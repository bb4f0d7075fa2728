// A closed loop: each connection sends its next request when the last answer is complete. It uses no HTTP client and no
// parser, so that the load takes little CPU time from the server.
import { connect, type Socket } from 'node:net'

export interface Load {
  port: number
  connections: number
  seconds: number
  /** Raw HTTP requests. Each connection starts at a different one and cycles through them. */
  requests: readonly Buffer[]
}

export interface LoadResult {
  requests: number
  seconds: number
  /** The latency of each request in ms, sorted. */
  latenciesMs: Float64Array
}

/** @throws {Error} when an answer is anything but 200 */
export async function run({ port, connections, seconds, requests }: Load): Promise<LoadResult> {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async (_, i) => {
      const connection = await open(port)
      let next = Math.floor((i * requests.length) / connections)
      try {
        await loop(
          connection,
          () => {
            const now = performance.now()
            if (now >= end) return undefined
            next = (next + 1) % requests.length
            return requests[next]
          },
          latencies,
        )
      } finally {
        connection.destroy()
      }
    }),
  )
  const took = (performance.now() - start) / 1000
  return {
    requests: latencies.length,
    seconds: took,
    latenciesMs: Float64Array.from(latencies).sort(),
  }
}

/** Sends each request once over several connections, and passes every answer on with the request's index. */
export async function sendEach(
  port: number,
  requests: readonly Buffer[],
  onAnswer: (answer: string, index: number) => void,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: Math.min(16, requests.length) }, async () => {
      const connection = await open(port)
      let current = 0
      await loop(
        connection,
        () => {
          current = next
          next += 1
          return requests[current]
        },
        [],
        (answer) => onAnswer(answer, current),
      )
      connection.destroy()
    }),
  )
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject).once('connect', () => resolve(socket))
  })
}

function loop(
  socket: Socket,
  nextRequest: () => Buffer | undefined,
  latencies: number[],
  onAnswer?: (answer: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
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
      latencies.push(performance.now() - sentAt)
      onAnswer?.(received)
      received = ''
      send()
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The server closed a connection')))
    send()
  })
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
