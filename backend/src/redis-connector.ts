// Opens the connections of ioredis. Its own connectors lose the reason when a connection to a sentinel or to a node of a
// cluster cannot be opened ("Connection is closed."). And they listen to the first error of a connection only: after a
// refused certificate TLS can report a second one, which would end the process
// (https://github.com/redis/ioredis/pull/962).
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  AbstractConnector,
  type RedisOptions,
  type SentinelConnectionOptions,
  SentinelConnector,
} from 'ioredis'
import type { Tls } from './redis-target.ts'

/** Why the last connection to a server could not be opened, by its address. */
export type ConnectionProblems = Map<string, string>

/** The `Connector` of a single server, and of each node of a cluster. */
export function connectorOf(tls: Tls | undefined, problems: ConnectionProblems) {
  return class extends AbstractConnector {
    readonly #options: RedisOptions

    constructor(options: unknown) {
      const redisOptions = options as RedisOptions
      super(redisOptions.disconnectTimeout ?? 2_000)
      this.#options = redisOptions
    }

    async connect(): Promise<Socket> {
      const { host = '127.0.0.1', port = 6379, family = 0 } = this.#options
      this.connecting = true
      const at = { host, port, family }
      const socket = tls ? connectTls({ ...at, ...tls }) : connectTcp(at)
      this.stream = watched(socket, `${host}:${port}`, tls !== undefined, problems)
      return socket
    }
  }
}

/** The `Connector` of a primary behind sentinels. */
export function sentinelConnectorOf(tls: Tls | undefined, problems: ConnectionProblems) {
  const Connector = connectorOf(tls, problems)
  return class extends SentinelConnector {
    constructor(options: unknown) {
      super(options as SentinelConnectionOptions)
      // Private in the types of ioredis. It opens a client of a sentinel, with options that replace its own.
      const own = this as unknown as {
        connectToSentinel(address: object, options?: object): unknown
      }
      const connectToSentinel = own.connectToSentinel.bind(this)
      own.connectToSentinel = (address, more) => connectToSentinel(address, { ...more, Connector })
    }

    override async connect(emit: (type: string, error: Error) => void) {
      const socket = await super.connect(emit)
      return watched(socket, `the primary "${this.options.name}"`, tls !== undefined, problems)
    }
  }
}

/** Listens to every error of a connection, and keeps why it is not open. */
function watched<S extends Socket>(
  socket: S,
  address: string,
  hasTls: boolean,
  problems: ConnectionProblems,
): S {
  const keep = (problem: string) => void problems.set(address, `${address}: ${problem}`)
  // ioredis closes a socket that is not open in time. These two are the reason then.
  keep('it does not answer')
  let isAccepted = false
  let isOpen = false
  socket.once('connect', () => {
    isAccepted = hasTls
    if (hasTls) keep('it accepts connections, but does not answer TLS')
  })
  socket.once(hasTls ? 'secureConnect' : 'connect', () => {
    isOpen = true
    problems.delete(address)
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (isOpen || (isAccepted && error.code === 'ECONNRESET')) return
    // When Node has tried all addresses of a name, the error has a code and no message.
    keep(error.message || `${error.code}`)
  })
  return socket
}
