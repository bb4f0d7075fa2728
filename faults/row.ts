// A row: one fault, broken and mended under load, and the figures that it must keep.
import type { RedisNode, Runtime, Service, Stack, Topology } from '@session-clustering/native/types'
import type { Load } from './load/load.ts'
import type { Done } from './load/requests.ts'

export interface Row {
  /** As in `make faults FAULT=backend-killed`. */
  name: string
  /** As in the table. */
  fault: string
  /** Part of the short form. */
  short?: boolean
  /** Where it makes sense; everywhere. */
  runtimes?: readonly Runtime[]
  /** The Redis that it needs; `single`. */
  topology?: Topology
  /** Load runs when this begins. When it ends, everything must be mended. */
  run(test: RowTest): Promise<void>
}

/** What a row works with. All times are those of `performance.now()`. */
export interface RowTest {
  stack: Stack
  load: Load
  isShort: boolean
  /** For what is chosen at random. */
  seed: number

  /** Does it, and remembers when. */
  breaks(fault: () => Promise<unknown>): Promise<void>
  /** Leaves the fault as it is for a while. */
  lasts(ms: number): Promise<void>
  /** Mends, waits until everybody is served again, and remembers how long that took. */
  mends(mend: () => Promise<unknown>): Promise<void>
  /** The same, by starting services; that time is counted from when they are ready. */
  startsAgain(...services: (Service | RedisNode)[]): Promise<void>
  /** Nobody mends: waits until everybody is served again all the same; that time is counted from the fault. */
  recovers(): Promise<void>
  /** SIGTERM, and waits until the service has ended. */
  stops(service: Service | RedisNode): Promise<void>
  /** What was acknowledged in the last second before the fault, or while it came about, may be gone. */
  mayLoseLastSecond(): void

  /** The fault came about between these. */
  broken(): { from: number; to: number }
  /** Requests that began when the fault was there, and ended before anybody began to mend it. */
  during(): Done[]
  /** The same, and those that were under way when the fault came, or when the mending began: who hangs is among them. */
  meanwhile(): Done[]
  /** Requests that were under way when the fault came, or began after it. */
  sinceBroken(): Done[]
  recoveryMs(): number
  /** For a row that measures it itself. */
  recoveredAfter(ms: number): void

  /** Judges the invariants now that all is mended, and not only at the end; `after` says what happened. */
  check(after: string): Promise<void>
  say(line: string): void
  /** Judges a count or a fact. */
  require(isSo: boolean, otherwise: string): void
  /** Judges a time, with the patience of this run. */
  within(what: string, ms: number, limitMs: number): void
}
