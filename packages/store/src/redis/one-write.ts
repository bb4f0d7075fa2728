import type { Cluster, Redis } from 'ioredis'

/**
 * Lets the commands of one turn of the event loop leave in one write. A write is a system call, which costs both
 * sides more than the rest of a short command, and a busy server handles many requests in one turn. No command waits
 * longer for it: the turn ends when every request that has arrived was looked at. On a Cluster, whose connections are
 * internal to the client, this does nothing.
 */
export function inOneWrite(redis: Redis | Cluster): void {
  const stream = 'stream' in redis ? redis.stream : undefined
  if (stream && stream.writableCorked === 0) {
    stream.cork()
    setImmediate(() => stream.uncork())
  }
}
