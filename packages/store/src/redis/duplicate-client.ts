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

/** Another ioredis client for the same Redis with other options; for a Cluster, they apply to the client of each node. */
export function duplicateClient(
  redis: Redis | Cluster,
  options: ConnectionOptions,
): Redis | Cluster {
  if (!(redis instanceof Cluster)) return redis.duplicate(options)
  const { enableOfflineQueue, maxRetriesPerRequest: _, ...ofNodes } = options
  const cluster = redis.duplicate([], {
    ...(enableOfflineQueue === undefined ? {} : { enableOfflineQueue }),
    // Without maxRetriesPerRequest: a command that waits for a node does not learn that another node has taken its place.
    redisOptions: ofNodes,
  })
  refreshPrimaries(cluster)
  return cluster
}

const ASK_MS = 1_000

/**
 * Asks a Cluster every second which nodes are primaries. Without it, the client learns of a failover only from a node that
 * answers, and a node that is down answers nothing. (The client's own `slotsRefreshInterval` keeps running when the
 * client ends during a refresh.)
 */
export function refreshPrimaries(cluster: Cluster): void {
  let asking: NodeJS.Timeout | undefined
  cluster.on('ready', () => {
    asking ??= setInterval(() => cluster.refreshSlotsCache(() => {}), ASK_MS).unref()
  })
  cluster.on('end', () => {
    clearInterval(asking)
    asking = undefined
  })
}
