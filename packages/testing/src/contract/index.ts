// The contract of every session store, one topic a file.
import type { SessionStore, StoreOptions } from '@session-clustering/store'
import { attributeLimits } from './attribute-limits.ts'
import { changes } from './changes.ts'
import { counters } from './counters.ts'
import { endings } from './endings.ts'
import { lateChanges } from './late-changes.ts'
import { limits } from './limits.ts'
import { options } from './options.ts'
import { records } from './records.ts'
import { replacements } from './replacements.ts'
import { timeouts } from './timeouts.ts'
import { users } from './users.ts'

/**
 * Opens a store with these options. The store must write each use: a store with a `touchIntervalSeconds` is opened with 0. It
 * need not contain the sessions of an earlier one. The contract closes no store, and one test calls `clear()`.
 */
export type OpenStore = (options?: StoreOptions) => SessionStore

/** Only the lab's blob store, which is wrong on purpose, leaves some out. */
export const topics = {
  records,
  options,
  attributeLimits,
  changes,
  counters,
  endings,
  replacements,
  timeouts,
  users,
  limits,
  lateChanges,
}

/** The timeouts of a test that sets none. */
const DEFAULTS = { idleTimeoutSeconds: 1_800, absoluteLifetimeSeconds: 28_800 }

/** Registers the tests of these topics. `open` is called in tests, after the hooks of the suite around them. */
export function storeContract(open: OpenStore, chosen: Partial<typeof topics> = topics): void {
  for (const topic of Object.values(chosen)) topic((given) => open({ ...DEFAULTS, ...given }))
}

export { alive, idsOf } from './users.ts'
