/** The id is taken: a session with this id is stored already. */
export class SessionExistsError extends Error {
  override name = 'SessionExistsError'
  readonly code = 'SESSION_EXISTS'
}

/** The change was not saved because the session ended meanwhile: logged out, revoked, evicted or expired. */
export class SessionGoneError extends Error {
  override name = 'SessionGoneError'
  readonly code = 'SESSION_GONE'
  /** The status of the answer when no error handler sets one, in Fastify and in Express. */
  readonly statusCode = 401
}

/** The user has `maxSessionsPerUser` sessions, and the policy is `refuse`. */
export class TooManySessionsError extends Error {
  override name = 'TooManySessionsError'
  readonly code = 'TOO_MANY_SESSIONS'
  /** The status of the answer when no error handler sets one, in Fastify and in Express. */
  readonly statusCode = 403
}

/** The change would add an attribute beyond its `limit`. Nothing is written. */
export class TooManyAttributesError extends Error {
  override name = 'TooManyAttributesError'
  readonly code = 'TOO_MANY_ATTRIBUTES'
  /** The status of the answer when no error handler sets one, in Fastify and in Express. */
  readonly statusCode = 409
}

/** The store cannot be reached, or refuses a command. Whether the session exists is unknown. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
  readonly code = 'STORE_UNAVAILABLE'
  /** The status of the answer when no error handler sets one, in Fastify and in Express. */
  readonly statusCode = 503
}

/** For `.catch(unavailable)`: turns any error of a store's client into StoreUnavailableError, with the error as its `cause`. */
export function unavailable(cause: unknown): never {
  throw new StoreUnavailableError('The session store is unavailable', { cause })
}

/** For a change that comes later than `changeTimeoutSeconds` after its session was read. */
export function refuseLateChange(): never {
  throw new StoreUnavailableError('The change comes too long after the session was read')
}
