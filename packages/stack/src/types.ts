/** The interface of a running stack. Both ways to run one implement it, and the browser and fault tests use nothing else. */

export type Backend = `backend-${number}`
/** One Redis, or three with three sentinels, or a cluster of three primaries and three replicas. */
export const topologies = ['single', 'sentinel', 'cluster'] as const
export type Topology = (typeof topologies)[number]
/** A node of a topology with several Redis. The nodes replace the service `redis`. */
export type RedisNode = `redis-${number}` | `sentinel-${number}`
/** The Spring Boot service, with SPRING=on. */
export type Spring = 'spring-1'
export type Service = 'nginx' | 'redis' | Backend | Spring | RedisNode

export interface RedisNodeState {
  name: Service
  role: 'primary' | 'replica' | 'sentinel'
  /** The slot ranges of a cluster primary: first and last slot of each. */
  slots?: [number, number][]
}

export type Runtime = 'native' | 'compose'

export interface Stack {
  /** Without a trailing slash: `http://127.0.0.1:8080`. */
  baseUrl: string
  runtime: Runtime | 'external'
  /** Runs one Redis command as the operator. @returns the trimmed raw answer. @throws when Redis answers an error */
  redisCli(...args: string[]): Promise<string>
  signal(service: Service, signal: NodeJS.Signals): Promise<void>
  /** Starts a killed or stopped service again and waits until it is ready. */
  start(service: Service): Promise<void>
  /** Runs `make restart`: restarts the backends one after the other while the stack serves. */
  restartBackends(): Promise<void>
  /** The current state of every Redis that answers. A failover changes the primary. */
  redisNodes?(): Promise<RedisNodeState[]>
  /** Writes `<service>.log` for each service. */
  collectLogs(directory: string): Promise<void>
  /** Compose only: the `docker inspect` object of each container, by service. */
  inspect?(): Promise<Record<string, unknown>>
  /** Runs a Makefile target on this stack. @returns its output */
  make?(target: string, ...variables: string[]): Promise<string>
  /** Runs shell commands in the checkout, where `make` acts on this stack. @returns their output */
  shell?(commands: string): Promise<string>
  /** The status of a backend's answer to a direct request, not through nginx: `/livez`, `/readyz`. */
  probe?(backend: Service, path: string): Promise<number>
  /** The pids of each service, including the orphans of a killed one. */
  processes?(): Promise<Record<string, number[]>>
  /** Compose only: restarts the service's container with another address. */
  comeBackElsewhere?(service: Service): Promise<void>
  /** Stops everything, and removes the state of a test stack. */
  stop(): Promise<void>
}

export interface StackOptions {
  /** 0: a free port. @default 0 */
  port?: number
  /** Settings as in `make up`, e.g. `SESSION_IDLE_TIMEOUT_SECONDS`. */
  env?: Record<string, string>
  /** @default 'single' */
  redis?: Topology
}
