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

export interface HashingQueue {
  <T>(work: () => Promise<T>): Promise<T>
  /** How many are at it, how many wait, and how many were refused so far. */
  state(): { running: number; waiting: number; refused: number }
}

/** Runs a few pieces of work at a time; those for whom the wait would be too long are refused with a 503. */
export function hashingQueue({
  concurrency = CONCURRENCY,
  maxWaiting = 20,
  maxWaitMs = 2_000,
}: HashingQueueOptions = {}): HashingQueue {
  const waiting: { start: () => void }[] = []
  let running = 0
  let refused = 0

  function busy(): Problem {
    refused += 1
    const detail = 'Too many people are logging in at this moment. Try again shortly.'
    return new Problem(503, 'busy', detail, { retryAfterSeconds: 2 })
  }

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

  async function run<T>(work: () => Promise<T>): Promise<T> {
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

  const state = () => ({ running, waiting: waiting.length, refused })
  return Object.assign(run, { state })
}
