import { Cluster, type Redis } from 'ioredis'

export interface ConnectionOptions {
  connectionName?: string
  enableOfflineQueue?: boolean
  maxRetriesPerRequest?: number | null
  autoResendUnfulfilledCommands?: boolean
  autoResubscribe?: boolean
  commandTimeout?: number | undefined
  socketTimeout?: undefined
}

/** Another client for the same Redis, with other options; of a cluster, for each of its nodes. */
export function duplicateOf(redis: Redis | Cluster, options: ConnectionOptions): Redis | Cluster {
  if (!(redis instanceof Cluster)) return redis.duplicate(options)
  const { enableOfflineQueue, maxRetriesPerRequest: _, ...ofNodes } = options
  const cluster = redis.duplicate([], {
    ...(enableOfflineQueue === undefined ? {} : { enableOfflineQueue }),
    // Without maxRetriesPerRequest: a command that waits for a node would not hear that another has taken its place.
    redisOptions: ofNodes,
  })
  askForPrimaries(cluster)
  return cluster
}

const ASK_MS = 1_000

/**
 * Asks a cluster again and again who is primary: after a failover nobody else says so, as nobody asks a node that is
 * away. (The client's own `slotsRefreshInterval` goes on for ever when the client ends while an answer is on its way.)
 */
export function askForPrimaries(cluster: Cluster): void {
  let asking: NodeJS.Timeout | undefined
  cluster.on('ready', () => {
    asking ??= setInterval(() => cluster.refreshSlotsCache(() => {}), ASK_MS).unref()
  })
  cluster.on('end', () => {
    clearInterval(asking)
    asking = undefined
  })
}
