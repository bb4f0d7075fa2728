// The circuit breaker: a Redis that leaves unanswered what it was asked loses its connection, and until a new one has been
// answered it is away, like one that was stopped. So one that hangs costs everybody one time-out, once.
//
// Counted in beats of this process, not by the clock: a server that was frozen itself finds the answers waiting when it goes
// on, and must not take Redis for the one that was silent. (The client's own `socketTimeout` and `commandTimeout` would,
// as timers that are due come before what there is to read.)
import type { Redis } from 'ioredis'

const BEAT_MS = 100

/**
 * @param silenceMs from a command, or from what was heard last, to the end of the connection, give or take a beat
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
