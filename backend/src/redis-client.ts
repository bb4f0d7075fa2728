// Opens the client for a single Redis, for sentinels or for a cluster. A command fails at once while Redis cannot be
// reached. With the defaults of ioredis it would wait for more than a minute.

import { refreshPrimaries } from '@session-clustering/store'
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis'
import { closeWhenUnanswered } from './redis-circuit-breaker.ts'
import { type ConnectionProblems, connectorOf, sentinelConnectorOf } from './redis-connector.ts'
import type { Address, Login, RedisTarget, Tls } from './redis-target.ts'

const retryStrategy = (attempt: number) => Math.min(attempt * 50, 1_000)

/** Options of every connection: to a single server, to the primary behind sentinels, and to each node of a cluster. */
const FAIL_FAST = {
  // No command waits for a connection, and no command is sent a second time.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 2_000,
  // For commands that ioredis loses with a connection and never settles. The same time as nginx's time-out (3.5 s): after
  // a freeze of this process the timer can fire before the answer is read, but nginx has given up by then.
  commandTimeout: 3_500,
  // A Redis that is loading its data estimates how long that takes, and is wrong by seconds. Ask again after 250 ms.
  maxLoadingRetryTime: 250,
  // After a failover the old primary answers READONLY. Reconnect, to find the new primary.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions

/** After this time without any answer, the connection is closed. */
const ANSWER_TIMEOUT_MS = 900

const FAIL_FAST_SERVER = { ...FAIL_FAST, enableOfflineQueue: false, retryStrategy }

/** When a cluster loses a node, commands for that node fail at once. All other commands go on. */
const FAIL_FAST_CLUSTER = {
  enableOfflineQueue: false,
  clusterRetryStrategy: retryStrategy,
  // Never read from a replica: it may not have received a logout yet.
  scaleReads: 'master',
  // Keep a lost node in the list and reconnect to it. By default, ioredis removes the node and refreshes the slots at
  // every command.
  clusterNodeRetryStrategy: retryStrategy,
  // When a node does not answer within this time, ioredis asks the next one for the slots.
  slotsRefreshTimeout: 500,
  // No command waits for a failover, which takes seconds. 0 disables the retry.
  retryDelayOnFailover: 0,
  retryDelayOnClusterDown: 0,
  // A slot that moves needs 2 redirections. More means that two nodes redirect to each other.
  maxRedirections: 4,
} satisfies ClusterOptions

/**
 * @param connectionName as CLIENT LIST shows it
 * @param problems is kept up to date
 */
export function openRedis(
  target: RedisTarget,
  connectionName: string,
  problems: ConnectionProblems = new Map(),
): Redis | Cluster {
  const { tls } = target
  const Connector = connectorOf(tls, problems)
  const connection = { connectionName, ...(tls ? { tls } : {}) }
  switch (target.kind) {
    case 'single':
      return closeWhenUnanswered(
        new Redis(target.url, { ...FAIL_FAST_SERVER, ...connection, Connector }),
        ANSWER_TIMEOUT_MS,
      )
    case 'sentinel':
      return closeWhenUnanswered(
        new Redis({
          ...FAIL_FAST_SERVER,
          ...target.login,
          ...connection,
          Connector: sentinelConnectorOf(tls, problems),
          // Without it, ioredis connects to the primary without TLS.
          enableTLSForSentinelMode: tls !== undefined,
          ...(tls ? { sentinelTLS: tls } : {}),
          sentinels: target.sentinels,
          name: target.name,
          ...(target.sentinelLogin.password === undefined
            ? {}
            : {
                sentinelUsername: target.sentinelLogin.username ?? '',
                sentinelPassword: target.sentinelLogin.password,
              }),
          // The settings list all sentinels.
          updateSentinels: false,
          sentinelRetryStrategy: retryStrategy,
          sentinelCommandTimeout: 1_000,
        }),
        ANSWER_TIMEOUT_MS,
      )
    case 'cluster':
      return openCluster(target.nodes, { ...target.login, ...connection, Connector })
  }
}

interface Connection extends Login {
  connectionName: string
  tls?: Tls
  Connector: ReturnType<typeof connectorOf>
}

function openCluster(nodes: Address[], connection: Connection): Cluster {
  const cluster = new Cluster(nodes, {
    ...FAIL_FAST_CLUSTER,
    redisOptions: {
      ...FAIL_FAST,
      // ioredis drops every queued command when a cluster node goes away.
      commandTimeout: ANSWER_TIMEOUT_MS,
      ...connection,
    },
  })
  refreshPrimaries(cluster)
  // ioredis connects to a node at its first command, and refuses commands until it is connected. So connect to all nodes
  // now. This includes the replicas: a failover makes one of them a primary.
  const connect = (node: Redis) => {
    if (cluster.status === 'ready' && node.status === 'wait') node.connect().catch(() => {})
  }
  cluster.on('ready', () => cluster.nodes().forEach(connect))
  // `setImmediate`: when a redirection has added this node, ioredis first sends the redirected command, and connects by it.
  cluster.on('+node', (node: Redis) => {
    closeWhenUnanswered(node, ANSWER_TIMEOUT_MS)
    setImmediate(connect, node)
  })
  return cluster
}

/** Whether Redis answers a PING. For a cluster, one primary is enough: this backend can serve the sessions on it. */
export async function redisAnswers(redis: Redis | Cluster): Promise<boolean> {
  if (redis.status !== 'ready') return false
  // Do not wait for a primary that is known to be away.
  const servers =
    redis instanceof Cluster
      ? redis.nodes('master').filter(({ status }) => !AWAY.has(status))
      : [redis]
  const answers = await Promise.allSettled(servers.map((server) => server.ping()))
  return answers.some(({ status }) => status === 'fulfilled')
}

/** The share of Redis that is away, from 0 (nothing) to 1 (all). For a cluster, the share of its primaries. */
export function shareAway(redis: Redis | Cluster): number {
  if (redis.status !== 'ready') return 1
  if (!(redis instanceof Cluster)) return 0
  const primaries = redis.nodes('master')
  // `wait`: the client has not connected to this node yet.
  const away = primaries.filter(({ status }) => status !== 'ready' && status !== 'wait')
  return away.length / Math.max(1, primaries.length)
}

const AWAY = new Set(['reconnecting', 'close', 'end'])
