// A Redis Pub/Sub channel between the nodes. Its connections are its own: they stay when the lab disconnects the sessions.
import type { Switch, Traffic } from '@session-clustering/api/lab'
import type { FastifyBaseLogger } from 'fastify'
import { Cluster, type Redis } from 'ioredis'
import type { LessonChange } from './class.ts'
import type { Sighting } from './class-roster.ts'
import type { Report } from './nodes.ts'

export type Message =
  /** Every node answers with a report. */
  | { kind: 'ask' }
  /** `requests`: those that the node has answered since its last report. */
  | { kind: 'report'; report: Report; requests: Traffic[] }
  | { kind: 'switch'; change: Switch }
  | { kind: 'lesson'; change: LessonChange }
  | { kind: 'students'; sightings: Sighting[] }

export interface ChannelOptions {
  node: string
  receive: (message: Message) => void
  log: FastifyBaseLogger
}

export type Channel = ReturnType<typeof openChannel>

const CHANNEL = 'session:lab'
const RETRY_MS = 500

/** @param connection for PUBLISH. A connection that has subscribed cannot publish, so the subscriber is a duplicate. */
export function openChannel(connection: Redis | Cluster, { node, receive, log }: ChannelOptions) {
  let subscriber: Redis | undefined
  let isSubscribed = false
  let sent: Promise<unknown> = Promise.resolve()
  let retry: NodeJS.Timeout | undefined

  /** Whether this node can send messages to the others, and receive theirs. */
  const isConnected = () => isSubscribed && connection.status === 'ready'

  function onMessage(_channel: string, text: string): void {
    try {
      const { from, message } = JSON.parse(text) as { from: string; message: Message }
      if (from !== node) receive(message)
    } catch (err) {
      // Anybody with access to Redis can publish on this channel.
      log.warn({ err }, 'invalid message on the lab channel')
    }
  }

  function onEnd(): void {
    isSubscribed = false
    retry = setTimeout(subscribe, RETRY_MS).unref()
  }

  // ioredis can reconnect a subscriber by itself. But it does not catch a SUBSCRIBE that fails, and its subscriber for
  // clusters reconnects without a pause. So each new connection is a new client.
  function subscribe(): void {
    // A cluster forwards each message to all of its nodes.
    const servers = connection instanceof Cluster ? connection.nodes() : [connection]
    const server = servers[Math.floor(Math.random() * servers.length)]
    if (!server) {
      onEnd()
      return
    }
    const opened = server.duplicate({
      connectionName: `${node}-lab-channel`,
      lazyConnect: false,
      readOnly: false,
      autoResubscribe: false,
      retryStrategy: () => null,
    })
    subscriber = opened
    opened.on('error', () => {})
    opened.on('message', onMessage)
    opened.on('end', onEnd)
    opened.on('ready', () => {
      const onSubscribed = () => {
        isSubscribed = true
      }
      opened.subscribe(CHANNEL).then(onSubscribed, () => opened.disconnect())
    })
  }

  subscribe()
  return {
    /** Sends a message to all nodes. This node receives it at once, even without Redis. */
    publish(message: Message): void {
      receive(message)
      if (!isConnected()) return
      const text = JSON.stringify({ from: node, message })
      sent = connection.publish(CHANNEL, text).catch(() => {})
    },
    isConnected,
    /** Settles when the last message has been sent. */
    async close(): Promise<void> {
      isSubscribed = false
      subscriber?.off('end', onEnd)
      clearTimeout(retry)
      subscriber?.disconnect()
      await sent
    },
  }
}
