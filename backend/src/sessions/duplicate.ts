import { Cluster, type Redis } from 'ioredis'
import { keepSlotsFresh } from './fresh-slots.ts'

export interface ConnectionOptions {
  connectionName?: string
  enableOfflineQueue?: boolean
  maxRetriesPerRequest?: number | null
  autoResendUnfulfilledCommands?: boolean
  autoResubscribe?: boolean
  commandTimeout?: undefined
  socketTimeout?: undefined
}

/** Another client for the same Redis, with other options; of a cluster, for each of its nodes. */
export function duplicateOf(redis: Redis | Cluster, options: ConnectionOptions): Redis | Cluster {
  if (!(redis instanceof Cluster)) return redis.duplicate(options)
  const { enableOfflineQueue, maxRetriesPerRequest: _, ...ofNodes } = options
  const duplicate = redis.duplicate([], {
    ...(enableOfflineQueue === undefined ? {} : { enableOfflineQueue }),
    // Without maxRetriesPerRequest: a command that waits for a node would not hear that another has taken its place.
    redisOptions: ofNodes,
  })
  return keepSlotsFresh(duplicate)
}
