// What a session store is. Every store here passes the same contract suite (test/sessions/store-contract.ts).

/** Attribute name → any JSON value: the shape of a session that declares none. */
export type Attributes = Record<string, unknown>

/** Names of the attributes of a declared shape. */
export type AttributeName<Shape extends object> = keyof Shape & string

/** Names of those that are numbers. */
export type CounterName<Shape extends object> = {
  [Name in AttributeName<Shape>]-?: number extends Shape[Name] ? Name : never
}[AttributeName<Shape>]

/** A session as it is stored. Times are milliseconds since the epoch, by the clock of the store. */
export interface SessionRecord<Shape extends object = Attributes> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  /** Seconds without use after which the session ends; Spring Session's name for the idle timeout. */
  readonly maxInactiveInterval: number
  /** When it ends if it is not used again: idle timeout or absolute lifetime, whichever is first. */
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  /** The attributes once more, in objects of their own: what they were, whatever has been changed in the others. */
  original(): Partial<Shape>
}

export interface Changes<Shape extends object = Attributes> {
  /** Attributes to write; all others stay as they are. */
  set?: Partial<Shape>
  /** Names of attributes to remove. */
  remove?: readonly AttributeName<Shape>[]
  /** A new idle timeout for this session alone, in seconds. */
  maxInactiveInterval?: number
}

/**
 * Which session: its id, or the record of it that was read. With a record, a change that comes too late after the reading
 * is refused (`changeTimeoutSeconds`).
 */
export type SessionRef = string | Pick<SessionRecord, 'id' | 'lastAccessedTime'>

/** A record as its store holds it, for people to look at. Looking does not count as use. */
export interface Inspection {
  key: string
  type: string
  /** Milliseconds until the store removes the record. */
  ttlMs: number
  fields: Record<string, string>
}

export type DestroyReason = 'logout' | 'revoked' | 'evicted' | 'regenerated'

/**
 * @typeParam Shape the attributes of a session; declared, each is checked where it is written:
 * `new RedisSessionStore<{ username?: string; visits?: number }>(…)`
 */
export interface SessionStore<Shape extends object = Attributes> {
  /**
   * Finds a session and counts this as a use of it: the idle timeout starts anew. `undefined` for an id
   * that is unknown, malformed, expired or unreadable; nothing is ever created.
   */
  load(id: string): Promise<SessionRecord<Shape> | undefined>

  /**
   * Stores a new session.
   * @throws {SessionExistsError} when the id is taken
   * @throws {TooManySessionsError} when the user's limit is reached and the policy is `refuse`
   */
  insert(
    id: string,
    attributes: Partial<Shape>,
    maxInactiveInterval?: number,
  ): Promise<SessionRecord<Shape>>

  /** Applies changes to a living session; `false` when it has gone: it is never brought back. */
  update(session: SessionRef, changes: Changes<Shape>): Promise<boolean>

  /** Adds to a numeric attribute in one atomic step; the new value, or `undefined` when the session has gone. */
  increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by?: number,
  ): Promise<number | undefined>

  /** Ends a session; `false` when there was none. */
  destroy(id: string, reason?: DestroyReason): Promise<boolean>

  /** A user's living sessions, oldest first. */
  list(principal: string): Promise<SessionRecord<Shape>[]>

  /** Ends a user's sessions, all or all but one, and answers how many. */
  revokeAll(principal: string, exceptId?: string): Promise<number>

  /** The record as it is held; `undefined` when there is none. */
  inspect(id: string): Promise<Inspection | undefined>
}

export interface StoreOptions {
  /** Idle timeout of new sessions, in seconds. */
  idleTimeoutSeconds: number
  /** Seconds after which a session ends however much it is used. */
  absoluteLifetimeSeconds: number
  /** The attribute that names the session's user. */
  principalAttribute?: string
  /** Sessions a user may have at once; 0 is no limit. */
  maxSessionsPerUser?: number
  /** What happens at the limit: the oldest session goes, or the new one is refused. */
  onMaxSessions?: 'evict-oldest' | 'refuse'
  /**
   * Seconds, by the store's clock, from the reading of a session to a change that is based on it; what comes later is
   * refused with StoreUnavailableError. For a time after which the client has been told that its request failed: a process
   * that was frozen meanwhile would undo what others have done since. 0 is no limit.
   */
  changeTimeoutSeconds?: number
  /** Told of each record that cannot be read, whenever somebody tries; such a record is no session. */
  onUnreadable?: (problem: { id: string; cause: unknown }) => void
}

export class SessionExistsError extends Error {
  override name = 'SessionExistsError'
}

export class TooManySessionsError extends Error {
  override name = 'TooManySessionsError'
}

/** The change was not saved because the session ended meanwhile: logged out, revoked, evicted or expired. */
export class SessionGoneError extends Error {
  override name = 'SessionGoneError'
}

/** Of a login that was held up: its session is the oldest by the time that it is entered. */
export const OUTRUN = 'As many newer sessions of the user as are allowed began meanwhile'

/** The store cannot be reached, or refuses to work. Whether the session lives is not known. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
}

export function idOf(session: SessionRef): string {
  return typeof session === 'string' ? session : session.id
}

/** For `.catch(unavailable)`: whatever went wrong below, the caller learns that the store is away. */
export function unavailable(cause: unknown): never {
  throw new StoreUnavailableError('The session store is unavailable', { cause })
}
