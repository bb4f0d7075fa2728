// Cuts the connection that sessions and users depend on: to whoever needs them, Redis is away. The lab's own
// connection stays, so that the page hears of it.
import { once } from 'node:events'
import type { Redis } from 'ioredis'

export interface RedisSwitch {
  isCut(): boolean
  cut(): Promise<void>
  restore(): Promise<void>
}

/** A Redis that is away is not waited for longer; the client goes on looking for it. */
const PATIENCE_MS = 2_000

export function redisSwitch(client: Redis): RedisSwitch {
  const { retryStrategy } = client.options
  let isCut = false
  // It may have been on its way to a new connection when it was cut.
  client.on('connect', () => isCut && client.disconnect(true))

  return {
    isCut: () => isCut,

    async cut() {
      if (isCut) return
      isCut = true
      client.options.retryStrategy = () => null
      client.disconnect(true)
      if (client.status !== 'end') await event(client, 'end')
    },

    async restore() {
      if (!isCut) return
      isCut = false
      client.options.retryStrategy = retryStrategy
      const isReady = event(client, 'ready')
      if (client.status === 'end') client.connect().catch(() => {})
      await isReady
    },
  }
}

async function event(client: Redis, name: string): Promise<void> {
  await once(client, name, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {})
}
