// The session after the request, as a response header. So the page needs no second request to show it, which would use up
// a turn of nginx's round robin.
import type { StoredRecord } from '@session-clustering/api/lab'
import type { Inspection } from '@session-clustering/store'
import { recordOf } from '@session-clustering/store/fastify'
import type { FastifyRequest } from 'fastify'
import { shortId } from './command-text.ts'
import { headerOf } from './header.ts'

const MAX_VALUE = 120
const MAX_HEADER_LENGTH = 6_144

/** `null` when the request has no session, or the session has ended. @throws while the store is away */
export async function sessionHeader(request: FastifyRequest): Promise<string> {
  const { id } = recordOf(request.session) ?? {}
  const record = id === undefined ? undefined : await request.server.sessions.inspect(id)
  if (id === undefined || record === undefined) return 'null'
  const handle = request.server.sessionHandles.of(id)
  const shown = { ...record, key: record.key.replace(id, shortId(id)), handle }
  const fields = Object.entries(fieldsOf(record))
  return headerOf(
    fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
    (kept): StoredRecord => ({ ...shown, fields: Object.fromEntries(fields.slice(0, kept)) }),
    MAX_HEADER_LENGTH,
  )
}

function fieldsOf({ type, fields }: Inspection): Record<string, string> {
  const cut = (_name: string, value: unknown) =>
    typeof value === 'string' && value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value
  // A blob is one string in Redis. Show the fields inside it.
  const text = type === 'string' ? (fields.value ?? '{}') : JSON.stringify(fields)
  const shown = JSON.parse(text, cut) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(shown).map(([name, field]) => [
      name,
      typeof field === 'string' ? field : JSON.stringify(field),
    ]),
  )
}
