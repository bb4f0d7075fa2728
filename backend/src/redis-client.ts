// The client for each kind of Redis, set to fail fast: whoever cannot reach Redis is told at once, where the client's
// defaults would keep them waiting for more than a minute.

import { refreshPrimaries } from '@session-clustering/store'
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis'
import { endWhenSilent } from './redis-silence.ts'
import type { Address, Login, RedisTarget } from './redis-target.ts'

const retryStrategy = (attempt: number) => Math.min(attempt * 50, 1_000)

/** For every connection, be it to the only server, to the primary, or to a node of a cluster. */
const FAIL_FAST = {
  // Away means away: no command waits for a connection, none is sent a second time.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 2_000,
  // For commands that the client forgets when it loses a connection. As long as nginx waits: a backend that was frozen may
  // find that a command's time is up, and its answer unread; by then nobody waits for it any more.
  commandTimeout: 3_500,
  // One that is loading its data says how long that will take, and is wrong by seconds: asked again after this long.
  maxLoadingRetryTime: 250,
  // After a failover the old primary answers READONLY: look for the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions

/** A Redis that hangs costs this much, once. */
const SILENCE_MS = 900

const FAIL_FAST_SERVER = { ...FAIL_FAST, enableOfflineQueue: false, retryStrategy }

/** A cluster loses a node and goes on: what concerns that node fails at once, and nothing else. */
const FAIL_FAST_CLUSTER = {
  enableOfflineQueue: false,
  clusterRetryStrategy: retryStrategy,
  // Never from a replica, which may not know yet who has logged out.
  scaleReads: 'master',
  // A node that is away stays known as away, and is looked for. The client's default forgets it, and asks the others
  // for it again at every command.
  clusterNodeRetryStrategy: retryStrategy,
  // A node that hangs is not the one to ask.
  slotsRefreshTimeout: 500,
  // No command waits for a failover, which takes seconds. (Zero is: not at all.)
  retryDelayOnFailover: 0,
  retryDelayOnClusterDown: 0,
  // A slot that moves needs two; more is two nodes that point at each other.
  maxRedirections: 4,
} satisfies ClusterOptions

/** @param connectionName as CLIENT LIST shows it */
export function openRedis(target: RedisTarget, connectionName: string): Redis | Cluster {
  switch (target.kind) {
    case 'single':
      return endWhenSilent(
        new Redis(target.url, { ...FAIL_FAST_SERVER, connectionName }),
        SILENCE_MS,
      )
    case 'sentinel':
      return endWhenSilent(
        new Redis({
          ...FAIL_FAST_SERVER,
          ...target.login,
          connectionName,
          sentinels: target.sentinels,
          name: target.name,
          ...(target.sentinelLogin.password === undefined
            ? {}
            : {
                sentinelUsername: target.sentinelLogin.username ?? '',
                sentinelPassword: target.sentinelLogin.password,
              }),
          // The settings name them all.
          updateSentinels: false,
          sentinelRetryStrategy: retryStrategy,
          sentinelCommandTimeout: 1_000,
        }),
        SILENCE_MS,
      )
    case 'cluster':
      return openCluster(target.nodes, target.login, connectionName)
  }
}

function openCluster(nodes: Address[], login: Login, connectionName: string): Cluster {
  const cluster = new Cluster(nodes, {
    ...FAIL_FAST_CLUSTER,
    redisOptions: {
      ...FAIL_FAST,
      // Of a cluster's node, it forgets all of them.
      commandTimeout: SILENCE_MS,
      ...login,
      connectionName,
    },
  })
  refreshPrimaries(cluster)
  // The client connects to a node when it first needs it, and refuses commands until then. So all are connected
  // beforehand, replicas too: any of them may be a primary the next moment.
  const connect = (node: Redis) => {
    if (cluster.status === 'ready' && node.status === 'wait') node.connect().catch(() => {})
  }
  cluster.on('ready', () => cluster.nodes().forEach(connect))
  // Not at once: a command that has been sent here by another node is on its way to this one.
  cluster.on('+node', (node: Redis) => {
    endWhenSilent(node, SILENCE_MS)
    setImmediate(connect, node)
  })
  return cluster
}

/** Whether Redis answers; of a cluster, whether any of its primaries does: the others' sessions are served. */
export async function redisAnswers(redis: Redis | Cluster): Promise<boolean> {
  if (redis.status !== 'ready') return false
  // Whoever is known to be away is not waited for.
  const servers =
    redis instanceof Cluster
      ? redis.nodes('master').filter(({ status }) => !AWAY.has(status))
      : [redis]
  const answers = await Promise.allSettled(servers.map((server) => server.ping()))
  return answers.some(({ status }) => status === 'fulfilled')
}

/** How much of Redis is taken to be away: 0 is nothing, 1 all; of a cluster, the share of its primaries. */
export function shareAway(redis: Redis | Cluster): number {
  if (redis.status !== 'ready') return 1
  if (!(redis instanceof Cluster)) return 0
  const primaries = redis.nodes('master')
  // `wait`: not needed so far.
  const away = primaries.filter(({ status }) => status !== 'ready' && status !== 'wait')
  return away.length / Math.max(1, primaries.length)
}

const AWAY = new Set(['reconnecting', 'close', 'end'])
