// A connection that listens to one Redis channel for as long as the process lives.
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

/** @param connection that listening is done beside: a connection that listens does nothing else */
export function openEars(connection: Redis | Cluster, options: EarsOptions): Ears {
  const { channel, connectionName, hear } = options
  const settings: RedisOptions = {
    connectionName,
    // Subscribed again after a Redis that was away, which may take any time.
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    commandTimeout: undefined,
    socketTimeout: undefined,
  }
  let ears: Redis | undefined
  let search: NodeJS.Timeout | undefined

  function listen(redis: Redis): Redis {
    redis.on('error', () => {})
    // Here and not by the client itself, which leaves a failure of it to nobody: that would end the process.
    redis.on('ready', () => {
      redis.subscribe(channel).catch(() => {})
    })
    redis.on('message', (_channel, text) => hear(text))
    return redis
  }

  /** Any node hears what is said to any other. (The client's own way to subscribe to a cluster tries without a pause.) */
  function findNode(cluster: Cluster): void {
    const nodes = cluster.nodes()
    const node = nodes[Math.floor(Math.random() * nodes.length)]
    ears =
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
    if (ears) ears.on('end', searchAgain)
    else searchAgain()
  }

  if (!(connection instanceof Cluster)) ears = listen(connection.duplicate(settings))
  else if (connection.status === 'ready') findNode(connection)
  else connection.once('ready', () => findNode(connection))

  return {
    isConnected: () => ears?.status === 'ready',
    close() {
      ears?.removeAllListeners('end')
      clearTimeout(search)
      ears?.disconnect()
    },
  }
}
