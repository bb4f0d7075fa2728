// Limits how many passwords are hashed at once. A hash takes 30 ms of a core and 19 MiB by design, so a hundred logins at
// the same moment would stall all other requests.
import { availableParallelism } from 'node:os'
import PQueue from 'p-queue'
import { Problem } from '../problems.ts'

export interface HashingQueueOptions {
  /** @default 1, or 2 on 4 cores or more: at least half of the cores stay free for other requests, on 2 cores or more */
  concurrency?: number
  /** How many jobs of each kind can wait. @default 20 */
  maxWaiting?: number
  /** A job that has waited so long is refused. @default 2000 */
  maxWaitMs?: number
}

/** Logins run first, and each kind has its own places: many sign-ups do not keep anybody from logging in. */
const PRIORITY = { 'sign-up': 0, login: 1 }
export type HashingKind = keyof typeof PRIORITY

export interface HashingQueue {
  <T>(kind: HashingKind, work: () => Promise<T>): Promise<T>
  /** How many run, how many wait, and how many were refused since the start. */
  state(): { running: number; waiting: number; refused: number }
}

/** Runs a few jobs at a time; of one kind, in order. A job that would wait too long is refused. @throws {Problem} 503 */
export function hashingQueue({
  concurrency = availableParallelism() < 4 ? 1 : 2,
  maxWaiting = 20,
  maxWaitMs = 2_000,
}: HashingQueueOptions = {}): HashingQueue {
  const queue = new PQueue({ concurrency })
  let refused = 0

  function busy(): Problem {
    refused += 1
    const detail = 'Too many people are logging in at this moment. Try again shortly.'
    return new Problem(503, 'busy', detail, { retryAfterSeconds: 2 })
  }

  async function run<T>(kind: HashingKind, work: () => Promise<T>): Promise<T> {
    const priority = PRIORITY[kind]
    if (queue.sizeBy({ priority }) >= maxWaiting) throw busy()
    // Not p-queue's `timeout`: it limits how long a job runs, not how long it waits.
    const waiting = new AbortController()
    const timeout = setTimeout(() => waiting.abort(busy()), maxWaitMs)
    const start = () => {
      clearTimeout(timeout)
      return work()
    }
    return queue.add(start, { signal: waiting.signal, priority })
  }

  const state = () => ({ running: queue.pending, waiting: queue.size, refused })
  return Object.assign(run, { state })
}
