// Follows the visitor's session: its fields, what a request changed, and when and why it ended.
import type { Realm, StoredRecord } from '@session-clustering/api/lab'
import type { Exchange } from './observation.ts'
import { records, type ShownRecord, users } from './state.ts'

/** The reason for the end of a session, by request. For all others, an event may bring it. */
const reasons: Record<string, string> = { logout: 'logout', everywhere: 'revoked' }

/** The handles of the visitor's own sessions, to recognise their events. */
export const handles = new Set<string>()

/** @param at when the answer arrived, from `performance.now()`: its session's time runs from then */
export function followRecord({ realm, record, request }: Exchange, at: number): void {
  if (record) handles.add(record.handle)
  if (record === undefined) return
  const last = records.value[realm]
  if (record !== null) {
    put(realm, {
      record,
      at,
      changed: last ? changedFields(last.record, record) : [],
      ended: null,
    })
  } else if (last?.ended === null && realm !== 'isolated') {
    put(realm, { ...last, changed: [], ended: reasons[request] ?? 'other' })
  }
}

/** Call this for an event that a session has ended. */
export function sessionEnded(handle: string, reason: string): void {
  for (const realm of ['shared', 'second', 'blob'] as const) {
    const last = records.value[realm]
    if (last?.record.handle !== handle) continue
    put(realm, { ...last, changed: [], ended: reason })
    users.value = { ...users.value, [realm]: null }
  }
}

export function changedFields(before: StoredRecord, after: StoredRecord): string[] {
  const isOther = before.handle !== after.handle
  return Object.keys(after.fields).filter(
    (name) => isOther || before.fields[name] !== after.fields[name],
  )
}

function put(realm: Realm, seen: ShownRecord): void {
  records.value = { ...records.value, [realm]: seen }
}
