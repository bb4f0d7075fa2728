import type { SessionInfo } from '@session-clustering/api'
import type { SessionRecord } from '@session-clustering/store'
import { recordOf } from '@session-clustering/store/fastify'
import type { FastifyRequest } from 'fastify'
import type { SessionAttributes } from '../plugins/user-session.ts'
import { unauthorized } from '../problems.ts'

/** The part of a session that clients may see. */
export function sessionInfo(record: SessionRecord<SessionAttributes>): SessionInfo {
  return {
    createdAt: new Date(record.creationTime).toISOString(),
    lastAccessedAt: new Date(record.lastAccessedTime).toISOString(),
    expiresAt: new Date(record.expiresAt).toISOString(),
    createdBy: record.attributes.createdBy ?? '',
  }
}

/** The stored record of the request's session. @throws {Problem} 401 without a session */
export function currentRecord(request: FastifyRequest): SessionRecord<SessionAttributes> {
  const record = recordOf(request.session)
  if (!record) throw unauthorized()
  return record
}
