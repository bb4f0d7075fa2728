// The contract of every session store, one topic a file.
import type { SessionStore, StoreOptions } from '@session-clustering/store'
import { attributeLimits } from './attribute-limits.ts'
import { changes } from './changes.ts'
import { counters } from './counters.ts'
import { endings } from './endings.ts'
import { lateChanges } from './late-changes.ts'
import { limits } from './limits.ts'
import { records } from './records.ts'
import { timeouts } from './timeouts.ts'
import { users } from './users.ts'

/** Opens a store. It need not contain the sessions of an earlier one. */
export type OpenStore = (options?: Partial<StoreOptions>) => SessionStore

export const HALF_AN_HOUR = { idleTimeoutSeconds: 1800, absoluteLifetimeSeconds: 28_800 }

/** For a store that does not support all of them. */
export const topics = {
  records,
  attributeLimits,
  changes,
  counters,
  endings,
  timeouts,
  users,
  limits,
  lateChanges,
}

export function storeContract(open: OpenStore): void {
  for (const topic of Object.values(topics)) topic(open)
}

export { alive, idsOf } from './users.ts'
