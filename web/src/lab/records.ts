// Follows the visitor's session: its fields, what a request changed, and when and why it ended.
import type { Realm, StoredRecord } from '@session-clustering/api/lab'
import type { Exchange } from './observation.ts'
import { records, type SeenRecord, who } from './state.ts'

/** The reason for the end of a session, by request. For all others, an event may bring it. */
const reasons: Record<string, string> = { logout: 'logout', everywhere: 'revoked' }

/** The handles of the visitor's own sessions, to recognise their events. */
export const handles = new Set<string>()

export function followRecord({ realm, record, request, asStranger }: Exchange): void {
  if (record) handles.add(record.handle)
  if (record === undefined || asStranger) return
  const last = records.value[realm]
  if (record !== null) {
    put(realm, {
      record,
      at: performance.now(),
      changed: last ? changedFields(last.record, record) : [],
      gone: null,
    })
  } else if (last?.gone === null && realm !== 'isolated') {
    put(realm, { ...last, changed: [], gone: reasons[request] ?? 'other' })
  }
}

/** Call this for an event that a session has ended. */
export function sessionEnded(handle: string, reason: string): void {
  for (const realm of ['shared', 'blob'] as const) {
    const last = records.value[realm]
    if (last?.record.handle !== handle) continue
    put(realm, { ...last, changed: [], gone: reason })
    who.value = { ...who.value, [realm]: null }
  }
}

export function changedFields(before: StoredRecord, after: StoredRecord): string[] {
  const isOther = before.handle !== after.handle
  return Object.keys(after.fields).filter(
    (name) => isOther || before.fields[name] !== after.fields[name],
  )
}

function put(realm: Realm, seen: SeenRecord): void {
  records.value = { ...records.value, [realm]: seen }
}
