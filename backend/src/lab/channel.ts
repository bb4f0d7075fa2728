// Messages between nodes, on one Redis Pub/Sub channel. The lab has its own connections for it, which stay when it cuts the
// connection of the sessions.
import type { FastifyBaseLogger } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { openEars } from './ears.ts'
import type { Message } from './messages.ts'

export interface Bus {
  /** Publishes a message to all nodes. This node receives it at once, even without Redis. */
  say(message: Message): void
  /** @param hear receives each message, and the name of the node that sent it */
  listen(hear: (message: Message, from: string) => void): void
  /** Whether this node can receive messages from the others. */
  isConnected(): boolean
  /** Resolves when the last message has been sent. */
  flush(): Promise<void>
  close(): void
}

const CHANNEL = 'session:lab'

/** @param connection the lab's own, for PUBLISH; the subscriber gets a duplicate of it */
export function openBus(connection: Redis | Cluster, self: string, log: FastifyBaseLogger): Bus {
  const listeners: ((message: Message, from: string) => void)[] = []
  let sent: Promise<unknown> = Promise.resolve()

  const tell = (message: Message, from: string) => {
    for (const hear of listeners) hear(message, from)
  }
  const subscriber = openEars(connection, {
    channel: CHANNEL,
    connectionName: `${self}-lab-channel`,
    hear(text) {
      try {
        const { from, message } = JSON.parse(text) as { from: string; message: Message }
        if (from !== self) tell(message, from)
      } catch (err) {
        // Anybody with access to Redis can publish on this channel.
        log.warn({ err }, 'invalid message on the lab channel')
      }
    },
  })

  return {
    say(message) {
      tell(message, self)
      sent = connection.publish(CHANNEL, JSON.stringify({ from: self, message })).catch(() => {})
    },
    listen: (hear) => void listeners.push(hear),
    isConnected: () => subscriber.isConnected() && connection.status === 'ready',
    flush: async () => void (await sent),
    close: () => subscriber.close(),
  }
}
