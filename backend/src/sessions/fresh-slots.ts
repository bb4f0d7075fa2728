import type { Cluster } from 'ioredis'

const INTERVAL_MS = 1_000

/**
 * Asks a cluster every second who is primary now: after a failover nobody else says so, as nobody asks a node that is
 * away. (The client's own slotsRefreshInterval begins again after a disconnect that meets it, and keeps the process.)
 */
export function keepSlotsFresh(cluster: Cluster): Cluster {
  let timer: NodeJS.Timeout | undefined
  cluster.on('ready', () => {
    clearInterval(timer)
    timer = setInterval(() => {
      if (cluster.status === 'ready') cluster.refreshSlotsCache()
    }, INTERVAL_MS).unref()
  })
  cluster.on('end', () => clearInterval(timer))
  return cluster
}
