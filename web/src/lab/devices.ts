// The visitor's own sessions: the last answer to `GET sessions`, updated by events.
import { computed, signal } from '@preact/signals'
import type { ListedSession } from '@session-clustering/api'
import { handles } from './records.ts'
import { onExchange } from './send.ts'
import { users } from './state.ts'

const listed = signal<readonly ListedSession[]>([])

export const devices = computed(() => (users.value.shared ? listed.value : []))

onExchange.add(({ request, status, body, realm, path }) => {
  // Not every server writes an event of it.
  if (request === 'revoke' && status === 204) endDevice(path.split('/').at(-1) ?? '')
  if (request !== 'sessions' || status !== 200 || realm !== 'shared') return
  listed.value = body as ListedSession[]
  for (const { handle } of listed.value) handles.add(handle)
})

export function endDevice(handle: string): void {
  listed.value = listed.value.filter((session) => session.handle !== handle)
}
