// How nodes talk: one Redis channel, on connections that belong to the lab and stay when sessions' one is cut.
import type { FastifyBaseLogger } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { openEars } from './ears.ts'
import type { Message } from './messages.ts'

export interface Bus {
  /** To all nodes, this one included: it hears its own words at once, and Redis or not. */
  say(message: Message): void
  /** @param from the node that says it */
  listen(hear: (message: Message, from: string) => void): void
  /** Whether the others can be heard. */
  isConnected(): boolean
  /** Resolves when everything said has been sent. */
  flush(): Promise<void>
  close(): void
}

const CHANNEL = 'session:lab'

/** @param connection the lab's own; listening needs another of its kind */
export function openBus(connection: Redis | Cluster, self: string, log: FastifyBaseLogger): Bus {
  const listeners: ((message: Message, from: string) => void)[] = []
  let sent: Promise<unknown> = Promise.resolve()

  const tell = (message: Message, from: string) => {
    for (const hear of listeners) hear(message, from)
  }
  const ears = openEars(connection, {
    channel: CHANNEL,
    connectionName: `${self}-lab-channel`,
    hear(text) {
      try {
        const { from, message } = JSON.parse(text) as { from: string; message: Message }
        if (from !== self) tell(message, from)
      } catch (err) {
        // Whoever may use Redis by hand can say anything here.
        log.warn({ err }, 'message not understood')
      }
    },
  })

  return {
    say(message) {
      tell(message, self)
      sent = connection.publish(CHANNEL, JSON.stringify({ from: self, message })).catch(() => {})
    },
    listen: (hear) => void listeners.push(hear),
    isConnected: () => ears.isConnected() && connection.status === 'ready',
    flush: async () => void (await sent),
    close: () => ears.close(),
  }
}
