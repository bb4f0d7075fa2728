/** What the two ways to run the stack have in common: the e2e suite knows nothing else of them. */

export const services = ['nginx', 'backend-1', 'backend-2', 'redis'] as const
export type Service = (typeof services)[number]

/** How many Redis there are: one, three with three sentinels, or a cluster of three primaries and three replicas. */
export const topologies = ['single', 'sentinel', 'cluster'] as const
export type Topology = (typeof topologies)[number]

/** One of several Redis, which take the place of the service `redis`. */
export type RedisNode = `redis-${number}` | `sentinel-${number}`

export interface RedisNodeState {
  name: Service | RedisNode
  role: 'primary' | 'replica' | 'sentinel'
  /** Of a cluster's primary: which slots are its, from and to. */
  slots?: [number, number][]
}

export type Runtime = 'native' | 'compose'

export interface Stack {
  /** Without a trailing slash: `http://127.0.0.1:8080`. */
  baseUrl: string
  runtime: Runtime | 'external'
  /** Runs one command as the operator. @returns the raw answer, trimmed. @throws when Redis answers an error. */
  redisCli(...args: string[]): Promise<string>
  signal(service: Service | RedisNode, signal: NodeJS.Signals): Promise<void>
  /** After a kill or a stop: starts the service again and waits until it is ready. */
  start(service: Service | RedisNode): Promise<void>
  /** As `make restart` does: one after the other, while the stack serves. */
  restartBackends(): Promise<void>
  /** Every Redis that answers, as it is now: after a failover another one is primary. */
  redisNodes?(): Promise<RedisNodeState[]>
  /** Writes `<service>.log` for each service. */
  collectLogs(directory: string): Promise<void>
  /** With Compose: what the engine says of each container, `docker inspect`, by service. */
  inspect?(): Promise<Record<string, unknown>>
  /** With Compose: one of the Makefile's targets, on this stack. @returns what it printed */
  make?(target: string, ...variables: string[]): Promise<string>
  /** The status of a backend's own answer, past nginx: `/livez`, `/readyz`. */
  probe?(service: Service, path: string): Promise<number>
  /** What runs, by service, with what a service that was killed left behind. */
  processes?(): Promise<Record<string, number[]>>
  /** With Compose: the service's container goes, and comes back with another address. */
  comeBackElsewhere?(service: Service): Promise<void>
  /** Stops everything, and removes the state of a stack that was made for a test. */
  stop(): Promise<void>
}

export interface StackOptions {
  /** 0, the default, takes a free one. */
  port?: number
  /** Settings as in `make up`, e.g. `SESSION_IDLE_TIMEOUT_SECONDS`. */
  env?: Record<string, string>
  /** `single` by default. */
  redis?: Topology
}
