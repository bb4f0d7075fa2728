// Limits how many passwords are hashed at once. A hash takes 30 ms of a core and 19 MiB by design, so a hundred logins at
// the same moment would stall all other requests.
import { availableParallelism } from 'node:os'
import { Problem } from '../problems.ts'

export interface HashingQueueOptions {
  concurrency?: number
  maxWaiting?: number
  maxWaitMs?: number
}

/** At least half of the cores stay free for other requests, on 2 cores or more. */
const CONCURRENCY = availableParallelism() < 4 ? 1 : 2

export interface HashingQueue {
  <T>(work: () => Promise<T>): Promise<T>
  /** How many run, how many wait, and how many were refused since the start. */
  state(): { running: number; waiting: number; refused: number }
}

/** Runs a few jobs at a time. A job that would wait too long is refused. @throws {Problem} 503 */
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
      const job = {
        start() {
          clearTimeout(timeout)
          resolve()
        },
      }
      const timeout = setTimeout(() => {
        waiting.splice(waiting.indexOf(job), 1)
        reject(busy())
      }, maxWaitMs)
      waiting.push(job)
    })
  }

  async function run<T>(work: () => Promise<T>): Promise<T> {
    await turn()
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The next job takes over the slot, so `running` stays the same.
      if (next) next.start()
      else running -= 1
    }
  }

  const state = () => ({ running, waiting: waiting.length, refused })
  return Object.assign(run, { state })
}
