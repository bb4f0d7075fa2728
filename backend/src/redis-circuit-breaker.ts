// The circuit breaker. When Redis leaves commands unanswered for too long, this closes the connection. Until a new
// connection is ready, every command fails at once. So a Redis that hangs costs one time-out, not one for each request.
//
// The time is counted in ticks of a timer, not by the clock. When this process was frozen, the answers of Redis are in the
// socket's buffer, and one late tick must not count as silence. ioredis' own `socketTimeout` and `commandTimeout` would
// fire: Node runs timers that are due before it reads sockets.
import type { Redis } from 'ioredis'

const BEAT_MS = 100

/**
 * @param silenceMs how long a command may wait while no byte arrives, accurate to 100 ms
 * @returns the same client
 */
export function endWhenSilent(redis: Redis, silenceMs: number): Redis {
  redis.on('connect', () => {
    const { stream } = redis
    let heard = stream.bytesRead
    let beats = 0
    const pulse = setInterval(() => {
      const isWaiting = redis.commandQueue.length > 0
      beats = isWaiting && stream.bytesRead === heard ? beats + 1 : 0
      heard = stream.bytesRead
      if (beats * BEAT_MS >= silenceMs) {
        stream.destroy(new Error(`Redis has not answered for ${silenceMs} ms`))
      }
    }, BEAT_MS).unref()
    stream.once('close', () => clearInterval(pulse))
  })
  return redis
}
