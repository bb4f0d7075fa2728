import type { Cluster, Redis } from 'ioredis'

/**
 * Lets the commands of one turn of the event loop leave in one write. A write is a system call, which costs both
 * sides more than all the rest of a short command; a busy server has many requests in one turn. Nothing waits for
 * company: the turn ends when every request that has arrived has been looked at. (On a Cluster, whose connections are
 * its own affair, this does nothing.)
 */
export function inOneWrite<Client extends Redis | Cluster>(redis: Client): Client {
  const stream = 'stream' in redis ? redis.stream : undefined
  if (stream && stream.writableCorked === 0) {
    stream.cork()
    setImmediate(() => stream.uncork())
  }
  return redis
}
