// Cuts the connection that sessions and users depend on: to whoever needs them, Redis is away. The lab's own
// connection stays, so that the page hears of it.
import { once } from 'node:events'
import { Cluster, type Redis } from 'ioredis'
import { redisAnswers } from '../redis-client.ts'

export interface RedisSwitch {
  isCut(): boolean
  cut(): Promise<void>
  restore(): Promise<void>
}

/** A Redis that is away is not waited for longer; the client goes on looking for it. */
const PATIENCE_MS = 2_000

export function redisSwitch(client: Redis | Cluster): RedisSwitch {
  const setLooking = lookingForRedis(client)
  let isCut = false
  // It may have been on its way to a new connection when it was cut.
  client.on('connect', () => isCut && client.disconnect(true))

  return {
    isCut: () => isCut,

    async cut() {
      if (isCut) return
      isCut = true
      setLooking(false)
      client.disconnect(true)
      if (client.status !== 'end') await event(client, 'end')
    },

    async restore() {
      if (!isCut) return
      isCut = false
      setLooking(true)
      const isReady = event(client, 'ready')
      if (hasEnded(client)) client.connect().catch(() => {})
      await isReady
      // A cluster is ready before it is connected to its nodes.
      await redisAnswers(client)
    },
  }
}

/** Whether the client looks for a Redis that it has lost. */
function lookingForRedis(client: Redis | Cluster): (is: boolean) => void {
  if (client instanceof Cluster) {
    const { options } = client
    const { clusterRetryStrategy } = options
    return (is) => {
      options.clusterRetryStrategy = is ? clusterRetryStrategy : () => null
    }
  }
  const { options } = client
  const { retryStrategy } = options
  return (is) => {
    options.retryStrategy = is ? retryStrategy : () => null
  }
}

/** A cluster says that it has ended, and then, as the last of its connections end, that it is closing. */
function hasEnded({ status, isCluster }: Redis | Cluster): boolean {
  return status === 'end' || (isCluster && (status === 'close' || status === 'disconnecting'))
}

async function event(client: Redis | Cluster, name: string): Promise<void> {
  await once(client, name, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {})
}
