// The circuit breaker. When Redis leaves commands unanswered for too long, this closes the connection. Until a new
// connection is ready, every command fails at once. So a Redis that hangs costs one time-out, not one for each request.
//
// The time is counted in ticks of a timer, not by the clock. When this process was frozen, the answers of Redis are in the
// socket's buffer, and one late tick must not count as a time-out. ioredis' own `socketTimeout` and `commandTimeout` would
// fire: Node runs timers that are due before it reads sockets.
import type { Redis } from 'ioredis'

const TICK_MS = 100

/**
 * @param timeoutMs how long a command may wait while no byte arrives, accurate to 100 ms
 * @returns the same client
 */
export function closeWhenUnanswered(redis: Redis, timeoutMs: number): Redis {
  redis.on('connect', () => {
    const { stream } = redis
    let bytesRead = stream.bytesRead
    let ticks = 0
    const timer = setInterval(() => {
      const isWaiting = redis.commandQueue.length > 0
      ticks = isWaiting && stream.bytesRead === bytesRead ? ticks + 1 : 0
      bytesRead = stream.bytesRead
      if (ticks * TICK_MS >= timeoutMs) {
        stream.destroy(new Error(`Redis has not answered for ${timeoutMs} ms`))
      }
    }, TICK_MS).unref()
    stream.once('close', () => clearInterval(timer))
  })
  return redis
}
