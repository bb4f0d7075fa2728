// Cuts this backend's Redis connection for sessions and users, as if Redis were away. The lab's own connections stay, so
// that the page still receives events.
import { once } from 'node:events'
import { Cluster, type Redis } from 'ioredis'
import { redisAnswers } from '../redis-client.ts'

export interface RedisSwitch {
  isCut(): boolean
  cut(): Promise<void>
  restore(): Promise<void>
}

/** `restore` waits this long for the connection. After that, the client goes on reconnecting in the background. */
const PATIENCE_MS = 2_000

export function redisSwitch(client: Redis | Cluster): RedisSwitch {
  const setLooking = lookingForRedis(client)
  let isCut = false
  // A reconnect may have been under way at the time of the cut: close the new connection too.
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
      // A cluster client is `ready` before it is connected to its nodes. Wait until one answers.
      await redisAnswers(client)
    },
  }
}

/** @returns a function that turns the client's automatic reconnect on or off */
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

/** A cluster client's status is first `end`, and then `close` or `disconnecting` while its last connections end. */
function hasEnded({ status, isCluster }: Redis | Cluster): boolean {
  return status === 'end' || (isCluster && (status === 'close' || status === 'disconnecting'))
}

async function event(client: Redis | Cluster, name: string): Promise<void> {
  await once(client, name, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {})
}
