// What every session store does, whatever it keeps them in. A topic a file; a store passes all of them.
import type { SessionStore, StoreOptions } from '../../src/sessions/index.ts'
import { changes } from './contract/changes.ts'
import { counters } from './contract/counters.ts'
import { endings } from './contract/endings.ts'
import { lateChanges } from './contract/late-changes.ts'
import { limits } from './contract/limits.ts'
import { records } from './contract/records.ts'
import { timeouts } from './contract/timeouts.ts'
import { users } from './contract/users.ts'

/** Opens a store; the sessions of an earlier one need not be in it. */
export type OpenStore = (options?: Partial<StoreOptions>) => SessionStore

export const HALF_AN_HOUR = { idleTimeoutSeconds: 1800, absoluteLifetimeSeconds: 28_800 }

export function storeContract(open: OpenStore): void {
  records(open)
  changes(open)
  counters(open)
  endings(open)
  timeouts(open)
  users(open)
  limits(open)
  lateChanges(open)
}
