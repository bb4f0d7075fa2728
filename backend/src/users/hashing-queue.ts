// Hashing a password takes 30 ms of a core and 19 MiB by design. Without a bound, a hundred logins at once would
// stall everything else that the process does.
import { availableParallelism } from 'node:os'
import { Problem } from '../problems.ts'

export interface HashingQueueOptions {
  concurrency?: number
  maxWaiting?: number
  maxWaitMs?: number
}

/** Half of the cores go on serving everybody else. */
const CONCURRENCY = availableParallelism() < 4 ? 1 : 2

export type HashingQueue = <T>(work: () => Promise<T>) => Promise<T>

/** Runs a few pieces of work at a time; those for whom the wait would be too long are refused with a 503. */
export function hashingQueue({
  concurrency = CONCURRENCY,
  maxWaiting = 20,
  maxWaitMs = 2_000,
}: HashingQueueOptions = {}): HashingQueue {
  const waiting: { start: () => void }[] = []
  let running = 0

  function turn(): Promise<void> {
    if (running < concurrency) {
      running += 1
      return Promise.resolve()
    }
    if (waiting.length >= maxWaiting) throw busy()
    return new Promise((resolve, reject) => {
      const place = {
        start() {
          clearTimeout(patience)
          resolve()
        },
      }
      const patience = setTimeout(() => {
        waiting.splice(waiting.indexOf(place), 1)
        reject(busy())
      }, maxWaitMs)
      waiting.push(place)
    })
  }

  return async (work) => {
    await turn()
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // Whoever is next takes over this turn.
      if (next) next.start()
      else running -= 1
    }
  }
}

function busy(): Problem {
  const detail = 'Too many people are logging in at this moment. Try again shortly.'
  return new Problem(503, 'busy', detail, { retryAfterSeconds: 2 })
}
