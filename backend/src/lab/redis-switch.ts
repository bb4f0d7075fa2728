// Cuts this backend's Redis connection for sessions and users, as if Redis were away. The lab's own connections stay, so
// that the page still receives events.
import { once } from 'node:events'
import type { Cluster, Redis } from 'ioredis'
import { redisAnswers } from '../redis-client.ts'

/** `restore` waits this long for the connection. After that, the client goes on reconnecting in the background. */
const PATIENCE_MS = 2_000

export type RedisSwitch = ReturnType<typeof redisSwitch>

export function redisSwitch(client: Redis | Cluster) {
  let isCut = false
  const strategy = client.isCluster ? 'clusterRetryStrategy' : 'retryStrategy'
  const retry: (attempt: number) => number = Reflect.get(client.options, strategy)
  // `null`: the client does not reconnect.
  Reflect.set(client.options, strategy, (attempt: number) => (isCut ? null : retry(attempt)))
  // A reconnect may have been under way at the time of the cut: close the new connection too.
  client.on('connect', () => isCut && client.disconnect(true))

  return {
    isCut: () => isCut,

    async cut(): Promise<void> {
      if (isCut) return
      isCut = true
      client.disconnect(true)
      if (client.status !== 'end') await event(client, 'end')
    },

    async restore(): Promise<void> {
      if (!isCut) return
      isCut = false
      const isReady = event(client, 'ready')
      if (hasEnded(client)) client.connect().catch(() => {})
      await isReady
      // A cluster client is `ready` before it is connected to its nodes. Wait until one answers.
      await redisAnswers(client)
    },
  }
}

/** A cluster client's status is first `end`, and then `close` or `disconnecting` while its last connections end. */
function hasEnded({ status, isCluster }: Redis | Cluster): boolean {
  return status === 'end' || (isCluster && (status === 'close' || status === 'disconnecting'))
}

async function event(client: Redis | Cluster, name: string): Promise<void> {
  await once(client, name, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {})
}
