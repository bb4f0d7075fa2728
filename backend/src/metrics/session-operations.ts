import {
  SessionGoneError,
  type SessionStore,
  StoreUnavailableError,
  TooManyAttributesError,
  TooManySessionsError,
} from '@session-clustering/store'
import { Counter, type Registry } from 'prom-client'
import type { SessionAttributes } from '../plugins/user-session.ts'

const OPERATIONS = [
  'load',
  'insert',
  'update',
  'increment',
  'destroy',
  'list',
  'listPage',
  'revokeAll',
] as const

const OUTCOMES = ['done', 'none', 'refused', 'unavailable', 'error'] as const
type Outcome = (typeof OUTCOMES)[number]

/** Counts the operations on a store by outcome: `done`, `none` (no such session), or why the operation failed. */
export function sessionOperations(
  registry: Registry,
  store: SessionStore<SessionAttributes>,
): void {
  // Plain numbers are cheaper for each request than a Counter. They are copied when Prometheus collects.
  const counts = OPERATIONS.map((operation) => {
    const count: Record<Outcome, number> = {
      done: 0,
      none: 0,
      refused: 0,
      unavailable: 0,
      error: 0,
    }
    const method: (...args: never[]) => Promise<unknown> = store[operation]
    const counted = (...args: never[]) => {
      const promise = method.apply(store, args)
      promise.then(
        (answer) => {
          count[answer === undefined || answer === false ? 'none' : 'done'] += 1
        },
        (error) => {
          count[failure(error)] += 1
        },
      )
      return promise
    }
    Object.assign(store, { [operation]: counted })
    return [operation, count] as const
  })

  new Counter({
    name: 'session_store_operations_total',
    help: 'Operations on the session store, by outcome',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [operation, count] of counts) {
        for (const outcome of OUTCOMES) this.inc({ operation, outcome }, count[outcome])
      }
    },
  })
}

function failure(error: unknown): Outcome {
  if (error instanceof StoreUnavailableError) return 'unavailable'
  if (error instanceof TooManySessionsError || error instanceof TooManyAttributesError) {
    return 'refused'
  }
  if (error instanceof SessionGoneError) return 'none'
  return 'error'
}
