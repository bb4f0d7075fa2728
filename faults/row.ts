// A row: one fault that is broken and mended under load, and the limits for its figures.
import type { RedisNode, Runtime, Service, Stack, Topology } from '@session-clustering/stack/types'
import type { Load } from './load/load.ts'
import type { Done } from './load/requests.ts'

export interface Row {
  /** The name in `make faults FAULT=backend-killed`. */
  name: string
  /** The text in the table. */
  fault: string
  /** Runs in the short form as well. @default false */
  short?: boolean
  /** The runtimes in which it runs. @default all */
  runtimes?: readonly Runtime[]
  /** The Redis topology that it needs. @default 'single' */
  topology?: Topology
  /** Starts with the load running. Everything must be mended when it returns. */
  run(test: RowTest): Promise<void>
}

/** The tools of a row. All times are those of `performance.now()`. */
export interface RowTest {
  stack: Stack
  load: Load
  isShort: boolean
  /** Seed for random choices. */
  seed: number

  /** Causes the fault, and records its time. */
  breaks(fault: () => Promise<unknown>): Promise<void>
  /** Keeps the fault for a while. */
  lasts(ms: number): Promise<void>
  /** Mends the fault, waits until every shopper is served again, and records the recovery time. */
  mends(mend: () => Promise<unknown>): Promise<void>
  /** Mends by starting services; the recovery time counts from the moment they are ready. */
  startsAgain(...services: (Service | RedisNode)[]): Promise<void>
  /** Waits until the stack recovers without help; the recovery time counts from the fault. */
  recovers(): Promise<void>
  /** Sends SIGTERM, and waits until the service has ended. */
  stops(service: Service | RedisNode): Promise<void>
  /** Changes acknowledged during the fault, or in the last second before it, may be lost. */
  mayLoseLastSecond(): void

  /** The interval in which the fault was caused. */
  broken(): { from: number; to: number }
  /** Requests that began after the fault and ended before the mend began. */
  during(): Done[]
  /** Like `during`, plus the requests that were in flight at the fault or at the mend; includes requests that hang. */
  meanwhile(): Done[]
  /** Requests that were in flight at the fault, or began after it. */
  sinceBroken(): Done[]
  recoveryMs(): number
  /** Records a recovery time that the row has measured itself. */
  recoveredAfter(ms: number): void

  /** Judges the invariants now, after a mend, in addition to the check at the end. `after` names the event. */
  check(after: string): Promise<void>
  say(line: string): void
  /** Fails the row with `otherwise` when the condition is false. */
  require(isSo: boolean, otherwise: string): void
  /** Fails the row when the time exceeds the limit, multiplied by the run's patience. */
  within(what: string, ms: number, limitMs: number): void
}
