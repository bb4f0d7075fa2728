import type { Runtime, Topology } from '@session-clustering/stack/types'
import type { RowTest } from './row-test.ts'

/** One line of the table: a fault that is caused and repaired under load, and what is required meanwhile. */
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
  /** Needs the default limits of login attempts and sign-ups; other rows have none. @default false */
  limits?: boolean
  /** Begins with the load running. Everything must be repaired when it returns. */
  run(test: RowTest): Promise<void>
}
