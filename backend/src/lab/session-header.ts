// The session after the request, as a response header. So the page needs no second request to show it, which would use up
// a turn of nginx's round robin.

import type { StoredRecord } from '@session-clustering/api/lab'
import type { Inspection } from '@session-clustering/store'
import { recordOf } from '@session-clustering/store/fastify'
import type { FastifyRequest } from 'fastify'
import { shortId } from './command-text.ts'

const MAX_VALUE = 120
const MAX_HEADER_LENGTH = 6_144

/** `null` when the request has no session, or the session has ended. @throws while the store is away */
export async function sessionHeader(request: FastifyRequest): Promise<string> {
  const { id } = recordOf(request.session) ?? {}
  const record = id === undefined ? undefined : await request.server.sessions.inspect(id)
  if (id === undefined || record === undefined) return encode(null)
  const handle = request.server.sessionHandles.of(id)
  const shown = { ...record, key: record.key.replace(id, shortId(id)), handle }
  const fields = Object.entries(fieldsOf(record))
  for (let kept = fields.length; kept > 0; kept -= 1) {
    const text = encode({ ...shown, fields: Object.fromEntries(fields.slice(0, kept)) })
    if (text.length <= MAX_HEADER_LENGTH) return text
  }
  return encode({ ...shown, fields: {} })
}

function fieldsOf({ type, fields }: Inspection): Record<string, string> {
  const { value } = fields
  // A blob is one string in Redis. Show the fields inside it.
  const shown = type === 'string' && value !== undefined ? shorten(JSON.parse(value)) : fields
  return Object.fromEntries(
    Object.entries(shown).map(([name, field]) => [
      name,
      typeof field === 'string' ? cut(field) : JSON.stringify(field),
    ]),
  )
}

/** Cuts long strings inside the object, so that the result is still JSON. */
function shorten(blob: object): object {
  return JSON.parse(JSON.stringify(blob), (_name, value: unknown) =>
    typeof value === 'string' ? cut(value) : value,
  )
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}

function encode(value: StoredRecord | null): string {
  return encodeURIComponent(JSON.stringify(value))
}
