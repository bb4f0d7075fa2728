import type { Cluster, Redis } from 'ioredis'

/**
 * Lets the commands of one turn of the event loop leave in one write. A write is a system call, which costs both
 * sides more than the rest of a short command, and a busy server handles many requests in one turn. The write happens
 * at the end of the turn, in which the requests that have arrived are handled. On a Cluster, whose connections are internal
 * to the client, this does nothing.
 */
export function inOneWrite(redis: Redis | Cluster): void {
  const stream = 'stream' in redis ? redis.stream : undefined
  if (stream && stream.writableCorked === 0) {
    stream.cork()
    setImmediate(() => stream.uncork())
  }
}
