import type { SessionRecord } from '@session-clustering/store'
import { recordOf } from '@session-clustering/store/fastify'
import type { FastifyRequest } from 'fastify'
import type { SessionAttributes } from '../plugins/session.ts'
import { unauthorized } from '../problems.ts'
import type { SessionInfo } from '../schemas.ts'

/** What a client may know of a session. */
export function sessionInfo(record: SessionRecord<SessionAttributes>): SessionInfo {
  return {
    createdAt: new Date(record.creationTime).toISOString(),
    lastAccessedAt: new Date(record.lastAccessedTime).toISOString(),
    expiresAt: new Date(record.expiresAt).toISOString(),
    createdBy: record.attributes.createdBy ?? '',
  }
}

/** The stored record of the request's session. @throws {Problem} 401 when it has none */
export function currentRecord(request: FastifyRequest): SessionRecord<SessionAttributes> {
  const record = recordOf(request.session)
  if (!record) throw unauthorized()
  return record
}
