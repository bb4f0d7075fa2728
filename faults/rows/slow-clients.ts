import { connect, type Socket } from 'node:net'
import { until } from '@session-clustering/testing'
import { IMMEDIATE_MS } from '../limits.ts'
import { percentileMs } from '../load/requests.ts'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'
import { pageFiles } from './page-files.ts'

const OF_EACH = 10
/** nginx' timeouts are 10 s (`client_header_timeout`, `client_body_timeout`, `send_timeout`). 5 s of margin. */
const CLOSE_TIMEOUT_MS = 15_000

export const slowClients: Row = {
  name: 'slow-clients',
  fault: 'slow and half-open clients',

  async run(test) {
    const { baseUrl } = test.stack
    const files = await pageFiles(baseUrl)
    const [script = '/'] = files.map(([file]) => file).filter((file) => file.endsWith('.js'))
    const clients: Client[] = []
    await test.cause({
      async cause() {
        for (let i = 0; i < OF_EACH; i += 1) {
          for (const [what, begin] of kinds(script)) clients.push(open(baseUrl, what, begin))
        }
      },
    })
    await allClosed(clients, CLOSE_TIMEOUT_MS)
    // A client that does not read does not notice a closed connection, so it reads now. If nginx had kept the connection,
    // it would now answer every request.
    const unread = clients.filter(({ what }) => what === NEVER_READS)
    for (const { socket } of unread) socket.resume()
    await allClosed(unread, 1_000)

    const isOpen = ({ socket, received }: Client) =>
      !socket.closed || received.includes(TOO_MANY_AT_ONCE)
    const kept = new Set(clients.filter(isOpen).map(({ what }) => what))
    test.require(
      kept.size === 0 || `nginx keeps the connection of a client that ${[...kept].join(', ')}`,
    )
    for (const { socket } of clients) socket.destroy()

    await test.recover()
    test.require(noneFailed(test.load.requests))
    const others = test.sinceCause().filter(({ kind }) => kind === 'me')
    test.within('p99 of GET /api/me meanwhile', percentileMs(others, 99), IMMEDIATE_MS)
  },
}

interface Client {
  what: string
  socket: Socket
  received: string
}

const NEVER_READS = 'never reads'
/** nginx' answer to a connection with more pipelined requests than its buffers hold. */
const TOO_MANY_AT_ONCE = 'HTTP/1.1 431'

type Begin = (socket: Socket) => void

function open(baseUrl: string, what: string, begin: Begin): Client {
  const { hostname, port } = new URL(baseUrl)
  const socket = connect(Number(port), hostname)
  const client: Client = { what, socket, received: '' }
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    client.received = (client.received + bytes.toString('latin1')).slice(-8_192)
  })
  begin(socket)
  return client
}

/** Waits until all connections are closed, or the time has passed. */
async function allClosed(clients: readonly Client[], timeoutMs: number): Promise<void> {
  await until(() => clients.every(({ socket }) => socket.closed), { timeoutMs }).catch(() => {})
}

const HEADERS =
  'POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n'

function kinds(script: string): [what: string, begin: Begin][] {
  const largeAnswer = `GET ${script} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  return [
    ['says nothing', (socket) => socket.resume()],
    ['sends half a request', (socket) => socket.resume().write('GET /api/me HTTP/1.1\r\nHo')],
    [
      'sends a byte a second',
      (socket) =>
        repeat(1_000, HEADERS.length, (time) => socket.resume().write(HEADERS.charAt(time))),
    ],
    ['announces a body that does not come', (socket) => socket.resume().write(HEADERS)],
    [
      'leaves in the middle of an answer',
      (socket) => socket.once('data', () => socket.destroy()).write(largeAnswer),
    ],
    // More than all buffers between nginx and the client hold.
    [NEVER_READS, (socket) => repeat(100, 45, () => socket.pause().write(largeAnswer.repeat(20)))],
  ]
}

function repeat(ms: number, times: number, work: (time: number) => void): void {
  let time = 0
  const timer = setInterval(() => {
    work(time)
    time += 1
    if (time === times) clearInterval(timer)
  }, ms)
}
