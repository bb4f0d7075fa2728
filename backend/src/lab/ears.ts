// A Redis subscriber for one channel. It subscribes again after every lost connection.
import { Cluster, type Redis, type RedisOptions } from 'ioredis'

export interface Ears {
  isConnected(): boolean
  close(): void
}

export interface EarsOptions {
  channel: string
  connectionName: string
  hear: (text: string) => void
}

const RETRY_MS = 500

/** @param connection is duplicated, because a connection that has subscribed cannot send other commands */
export function openEars(connection: Redis | Cluster, options: EarsOptions): Ears {
  const { channel, connectionName, hear } = options
  const settings: RedisOptions = {
    connectionName,
    // SUBSCRIBE waits for the connection, for as long as Redis is away.
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    commandTimeout: undefined,
    socketTimeout: undefined,
  }
  let subscriber: Redis | undefined
  let search: NodeJS.Timeout | undefined

  function listen(redis: Redis): Redis {
    redis.on('error', () => {})
    // `autoResubscribe` of ioredis does not catch a failed SUBSCRIBE: the unhandled rejection would end the process.
    redis.on('ready', () => {
      redis.subscribe(channel).catch(() => {})
    })
    redis.on('message', (_channel, text) => hear(text))
    return redis
  }

  /**
   * Subscribes at one node of a cluster: a cluster forwards each message to all of its nodes. ioredis' own subscriber for
   * clusters reconnects without a pause.
   */
  function findNode(cluster: Cluster): void {
    const nodes = cluster.nodes()
    const node = nodes[Math.floor(Math.random() * nodes.length)]
    subscriber =
      node &&
      listen(
        node.duplicate({
          ...settings,
          readOnly: false,
          lazyConnect: false,
          retryStrategy: () => null,
        }),
      )
    const searchAgain = () => {
      search = setTimeout(findNode, RETRY_MS, cluster).unref()
    }
    if (subscriber) subscriber.on('end', searchAgain)
    else searchAgain()
  }

  if (!(connection instanceof Cluster)) subscriber = listen(connection.duplicate(settings))
  else if (connection.status === 'ready') findNode(connection)
  else connection.once('ready', () => findNode(connection))

  return {
    isConnected: () => subscriber?.status === 'ready',
    close() {
      subscriber?.removeAllListeners('end')
      clearTimeout(search)
      subscriber?.disconnect()
    },
  }
}
