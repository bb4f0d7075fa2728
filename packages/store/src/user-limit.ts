import { SessionGoneError, TooManySessionsError } from './errors.ts'
import type { ResolvedStoreOptions } from './options.ts'

/**
 * Applies `maxSessionsPerUser` after a user got another session.
 *
 * @param id the session that the user got
 * @param sessions all sessions of the user, oldest first
 * @param evict ends a session
 * @throws {TooManySessionsError} under the policy `refuse`; the caller ends the new session
 * @throws {SessionGoneError} when the new session is one of the evicted: newer ones began meanwhile
 */
export async function enforceUserLimit(
  id: string,
  sessions: readonly { id: string }[],
  { maxSessionsPerUser, onMaxSessions }: ResolvedStoreOptions,
  evict: (id: string) => Promise<unknown>,
): Promise<void> {
  const excess = sessions.slice(0, Math.max(0, sessions.length - maxSessionsPerUser))
  if (excess.length === 0) return
  if (onMaxSessions === 'refuse') {
    throw new TooManySessionsError('The user has reached maxSessionsPerUser')
  }
  await Promise.all(excess.map((session) => evict(session.id)))
  if (excess.some((session) => session.id === id)) {
    throw new SessionGoneError('The user reached maxSessionsPerUser with newer sessions')
  }
}
