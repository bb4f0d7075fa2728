// The load balancer in front of the Swarm: load-balancer.ts HOST… A new connection goes to the next host whose nginx answers
// its health check. When a host does not answer two checks in a row, its connections are closed. A host that refuses connections
// keeps the open ones, because a stopping nginx finishes its requests.
import { get } from 'node:http'
import { createConnection, createServer, type Socket } from 'node:net'

const PORT = 8080
const CHECK_INTERVAL_MS = 250
const TIMEOUT_MS = 2_000
const MAX_UNANSWERED = 2

const hosts = process.argv.slice(2).map((name) => ({
  name,
  isUp: false,
  /** How many checks in a row had no answer at all. */
  unanswered: 0,
  /** The clients' connections to this host. */
  clients: new Set<Socket>(),
}))
type Host = (typeof hosts)[number]
let turn = 0

function check(host: Host): void {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const options = { host: host.name, port: PORT, path: '/nginx-health', agent: false, signal }
  const request = get(options)
  request.on('response', (response) => {
    response.resume()
    host.isUp = response.statusCode === 204
    host.unanswered = 0
  })
  request.on('error', ({ code }: NodeJS.ErrnoException) => {
    host.isUp = false
    const isRefused = code === 'ECONNREFUSED' || code === 'ECONNRESET'
    host.unanswered = isRefused ? 0 : host.unanswered + 1
    if (host.unanswered === MAX_UNANSWERED) {
      for (const client of host.clients) client.resetAndDestroy()
    }
  })
  request.on('close', () => setTimeout(check, CHECK_INTERVAL_MS, host))
}

/** Connects the client to the first of the hosts that accepts. */
function connect(client: Socket, [host, ...others]: Host[]): void {
  if (host === undefined || client.destroyed) return void client.destroy()
  const upstream = createConnection({ host: host.name, port: PORT })
  const unanswered = setTimeout(() => upstream.destroy(new Error('timeout')), TIMEOUT_MS)
  const next = () => connect(client, others)
  upstream.once('error', next)
  upstream.once('connect', () => {
    clearTimeout(unanswered)
    upstream.off('error', next)
    host.clients.add(client)
    for (const socket of [client, upstream]) socket.setNoDelay().on('error', () => {})
    client.on('close', () => {
      host.clients.delete(client)
      upstream.destroy()
    })
    upstream.on('close', () => client.destroy())
    client.pipe(upstream).pipe(client)
  })
}

for (const host of hosts) check(host)
createServer((client) => {
  turn += 1
  const inTurn = [...hosts.slice(turn % hosts.length), ...hosts.slice(0, turn % hosts.length)]
  connect(
    client.on('error', () => {}),
    inTurn.filter(({ isUp }) => isUp),
  )
}).listen(PORT)
