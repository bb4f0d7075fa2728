// The interface of session stores. Every store passes the same contract suite.

/** Attribute name → any JSON value: the shape of a session that declares none. */
export type Attributes = Record<string, unknown>

/** Names of the attributes of a declared shape. */
export type AttributeName<Shape extends object> = keyof Shape & string

/** Names of the attributes that are numbers. */
export type CounterName<Shape extends object> = {
  [Name in AttributeName<Shape>]-?: number extends Shape[Name] ? Name : never
}[AttributeName<Shape>]

/** The user of a session: the value of its `principalAttribute`. 42 and '42' are the same principal. */
export type Principal = string | number

/**
 * Cookie settings of one session that differ from the configured ones, as @fastify/session and express-session write them
 * as JSON: `originalMaxAge` in milliseconds, `expires` as an ISO time, `sameSite`, `path` …
 */
export type CookieSettings = Readonly<Record<string, unknown>>

/** A session as it is stored. Times are milliseconds since the epoch, by the clock of the store. */
export interface SessionRecord<Shape extends object = Attributes> {
  readonly id: string
  readonly creationTime: number
  /** The last use that the store wrote; up to `touchIntervalSeconds` before the last use. */
  readonly lastAccessedTime: number
  /** When this record was read. */
  readonly readTime: number
  /** Seconds without use after which the session ends; Spring Session's name for the idle timeout. */
  readonly maxInactiveInterval: number
  /** When it ends if it is not used again: idle timeout or absolute lifetime, whichever is first. */
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  /** `undefined` for a session with the configured cookie. */
  readonly cookie: CookieSettings | undefined
  /** A copy of one attribute as it was read, without later changes in `attributes`. */
  original(name: AttributeName<Shape>): unknown
}

export interface InsertOptions {
  /** Idle timeout of this session, in seconds, above 0. @default the store's `idleTimeoutSeconds` */
  maxInactiveInterval?: number | undefined
  /** Settings of this session's cookie; an empty object counts as none. */
  cookie?: CookieSettings | undefined
  /**
   * The session that the new one replaces. It ends; when it has ended already (a logout was faster), the new one is not stored
   * and SessionGoneError is thrown. With its record, a replacement that comes too late after the reading is refused
   * (`changeTimeoutSeconds`). When the user's limit refuses the new one (TooManySessionsError), the old one has ended as well.
   */
  replaces?: SessionRef | undefined
}

/**
 * How many attributes a session may have whose names begin with `prefix`. The store checks this in the same atomic step in
 * which it writes: a change that adds such an attribute beyond `most` is refused as a whole. Those that are there can change.
 */
export interface AttributeLimit {
  prefix: string
  most: number
}

export interface Changes<Shape extends object = Attributes> {
  /** Attributes to write; all others stay as they are. */
  set?: Partial<Shape> | undefined
  /** Names of attributes to remove. */
  remove?: readonly AttributeName<Shape>[] | undefined
  /** A new idle timeout for this session alone, in seconds, above 0. Setting it counts as use. */
  maxInactiveInterval?: number | undefined
  /** New cookie settings; an empty object removes them. */
  cookie?: CookieSettings | undefined
  limit?: AttributeLimit | undefined
}

/**
 * Which session: its id, or the record of it that was read. With a record, a change that comes too late after the reading
 * is refused (`changeTimeoutSeconds`).
 */
export type SessionRef = string | Pick<SessionRecord, 'id' | 'readTime'>

export interface PageOptions {
  /** At most so many sessions, a whole number above 0. @default 100 */
  limit?: number | undefined
  /** `next` of the page before. @default the first page */
  after?: string | undefined
}

/** A part of a user's sessions. */
export interface Page<Shape extends object = Attributes> {
  /** Oldest first. */
  sessions: SessionRecord<Shape>[]
  /** Where the next page begins; `undefined` for the last page. It contains no session id. */
  next: string | undefined
}

/**
 * A session in one form for all stores, for operators and tests: the hash of the Redis store, whose fields have the names of
 * Spring Session. A store that keeps its records in another form makes this one of them.
 */
export interface Inspection {
  /** `session:<id>`; with the Redis store's option `prefix`, `<prefix><id>`. */
  key: string
  /** What the store keeps the record in: `hash` in Redis. */
  type: string
  /** Milliseconds until the session ends if it is not used again. */
  ttlMs: number
  /**
   * These and no others, all as text: `creationTime` and `lastAccessedTime` in ms since the epoch, `maxInactiveInterval` in
   * seconds, `sessionAttr:<name>` for each attribute, and `cookie` for a session with cookie settings, the last two as JSON.
   */
  fields: Record<string, string>
}

export type DestroyReason = 'logout' | 'revoked' | 'evicted' | 'regenerated'

/**
 * Every method that talks to a server rejects with StoreUnavailableError while the server is away or refuses.
 *
 * @typeParam Shape the attributes of a session; declared, each is checked where it is written:
 * `new RedisSessionStore<{ username?: string; visits?: number }>(…)`
 */
export interface SessionStore<Shape extends object = Attributes> {
  /** Idle timeout of new sessions, in seconds. Seconds can be fractions (0.2), up to 3,155,760,000, about 100 years. */
  readonly idleTimeoutSeconds: number

  /**
   * Reads a session and counts this as use: the idle timeout starts anew. A store may write a use only once in an interval, if
   * it has an option that sets the interval (`touchIntervalSeconds` of the Redis store). The contract is run with 0, which
   * writes each use. `undefined` for an id that is unknown, malformed, expired or unreadable; nothing is stored.
   */
  load(id: string): Promise<SessionRecord<Shape> | undefined>

  /**
   * Stores a new session.
   * @throws {TypeError} for an id, a principal or an attribute that cannot be stored; the message names it
   * @throws {SessionExistsError} when the id is taken
   * @throws {SessionGoneError} when `options.replaces` has ended already
   * @throws {TooManySessionsError} when the user's limit is reached and the policy is `refuse`; a session that it replaces has
   * ended
   */
  insert(
    id: string,
    attributes: Partial<Shape>,
    options?: InsertOptions,
  ): Promise<SessionRecord<Shape>>

  /**
   * Applies changes to a session; `false` when it has ended: it is not stored again.
   * @throws {TypeError} for a principal or an attribute that cannot be stored; the message names it
   * @throws {StoreUnavailableError} when `changeTimeoutSeconds` has passed since the record was read
   * @throws {TooManyAttributesError} when it adds an attribute beyond `changes.limit`
   * @throws {TooManySessionsError} when the session gets a user who is at the limit, and the policy is `refuse`; the session has
   * ended
   * @throws {SessionGoneError} when it gets a user who is at the limit, with newer sessions; the session has ended
   */
  update(session: SessionRef, changes: Changes<Shape>): Promise<boolean>

  /**
   * Adds to a numeric attribute in one atomic step; the new value, or `undefined` when the session has ended.
   * @throws {TypeError} for an attribute that is no counter, or names the user
   * @throws {TooManyAttributesError} when it adds an attribute beyond `limit`
   */
  increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by?: number,
    limit?: AttributeLimit,
  ): Promise<number | undefined>

  /** Ends a session; `false` when there was none. */
  destroy(id: string, reason?: DestroyReason): Promise<boolean>

  /** All sessions of a user, oldest first. Does not count as use. */
  list(principal: Principal): Promise<SessionRecord<Shape>[]>

  /**
   * A user's sessions, oldest first, a page at a time; the work is in proportion to the page. A session that is there all the
   * time is on exactly one page. Does not count as use.
   * @throws {TypeError} for a limit or a place that is wrong
   */
  listPage(principal: Principal, options?: PageOptions): Promise<Page<Shape>>

  /** Ends a user's sessions, all or all but one, and returns how many. */
  revokeAll(principal: Principal, exceptId?: string): Promise<number>

  /** A session in the form of Inspection; `undefined` when there is none. Does not count as use. */
  inspect(id: string): Promise<Inspection | undefined>

  /** How many sessions there are. For operators: it scans all keys. */
  count(): Promise<number>

  /** All sessions, in no order; does not count as use. For operators: it scans all keys. */
  iterate(): AsyncIterable<SessionRecord<Shape>>

  /** Ends all sessions that existed when it began, and returns how many. For operators: it scans all keys. */
  clear(): Promise<number>

  /**
   * Problems of the store's server, one sentence each: an old version, say, or a setting that loses sessions. Empty when there
   * are none. `sharedSessions` logs each as a warning at start. Optional.
   */
  problems?(): Promise<string[]>
}

export function idOf(session: SessionRef): string {
  return typeof session === 'string' ? session : session.id
}

/** When a session ends if it is not used again, in ms since the epoch. */
export function expiresAt(
  times: Pick<SessionRecord, 'creationTime' | 'lastAccessedTime' | 'maxInactiveInterval'>,
  absoluteLifetimeSeconds: number,
): number {
  const { lastAccessedTime, maxInactiveInterval, creationTime } = times
  return Math.min(
    lastAccessedTime + maxInactiveInterval * 1000,
    creationTime + absoluteLifetimeSeconds * 1000,
  )
}
