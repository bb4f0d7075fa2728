// How nodes talk: one Redis channel, on connections that belong to the lab and stay when sessions' one is cut.
import type { FastifyBaseLogger } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { duplicateOf } from '../sessions/duplicate.ts'
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
const RETRY_MS = 500

/** @param connection the lab's own; listening needs another of its kind */
export function openBus(connection: Redis | Cluster, self: string, log: FastifyBaseLogger): Bus {
  const ears = duplicateOf(connection, {
    connectionName: `${self}-lab-channel`,
    // Subscribed again after a Redis that was away, which may take any time.
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    commandTimeout: undefined,
    socketTimeout: undefined,
  })
  ears.on('error', () => {})
  // Here and not by the client itself, which leaves a failure of it to nobody: that would end the process.
  const subscribe = () => {
    ears.subscribe(CHANNEL).catch(() => {
      // A cluster has lost the one node that was asked, and is ready all the time.
      if (ears.status === 'ready') setTimeout(subscribe, RETRY_MS).unref()
    })
  }
  ears.on('ready', subscribe)

  const listeners: ((message: Message, from: string) => void)[] = []
  let sent: Promise<unknown> = Promise.resolve()

  const tell = (message: Message, from: string) => {
    for (const hear of listeners) hear(message, from)
  }
  ears.on('message', (_channel, text) => {
    try {
      const { from, message } = JSON.parse(text) as { from: string; message: Message }
      if (from !== self) tell(message, from)
    } catch (err) {
      // Whoever may use Redis by hand can say anything here.
      log.warn({ err }, 'message not understood')
    }
  })

  return {
    say(message) {
      tell(message, self)
      sent = connection.publish(CHANNEL, JSON.stringify({ from: self, message })).catch(() => {})
    },
    listen: (hear) => void listeners.push(hear),
    isConnected: () => ears.status === 'ready' && connection.status === 'ready',
    flush: async () => void (await sent),
    close: () => ears.disconnect(),
  }
}
