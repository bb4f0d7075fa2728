import { enforceLimit } from './attribute-limit.ts'
import { checkAttributeName, encodeAttributes } from './attributes.ts'
import { EncodedRecord, type EncodedSession } from './encoded-record.ts'
import { EntriesByUser } from './entries-by-user.ts'
import { refuseLateChange, SessionExistsError, SessionGoneError } from './errors.ts'
import {
  checkCounter,
  checkOptionNames,
  checkSeconds,
  principalIn,
  principalText,
  type ResolvedStoreOptions,
  resolvePage,
  resolveStoreOptions,
  STORE_OPTION_NAMES,
  type StoreOptions,
} from './options.ts'
import { checkSessionId, isSessionId } from './session-id.ts'
import {
  type AttributeLimit,
  type Attributes,
  type Changes,
  type CookieSettings,
  type CounterName,
  type DestroyReason,
  expiresAt,
  type InsertOptions,
  type Inspection,
  idOf,
  type Page,
  type PageOptions,
  type Principal,
  type SessionRecord,
  type SessionRef,
  type SessionStore,
} from './store.ts'
import { enforceUserLimit } from './user-limit.ts'

interface Entry extends EncodedSession {
  id: string
  /** Counts up: a later session has a higher one. */
  order: number
  principal: string | undefined
  /** Removes the session when its time is up. */
  expiry?: NodeJS.Timeout
}

/** A longer delay would overflow, and fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Sessions in the memory of one process, with the contract of the Redis store. Other processes do not see them, and a restart
 * loses them.
 *
 * @throws {TypeError} for an option that is wrong or does not exist; the message names it
 */
export class MemorySessionStore<Shape extends object = Attributes> implements SessionStore<Shape> {
  readonly idleTimeoutSeconds: number
  readonly #sessions = new Map<string, Entry>()
  readonly #users = new EntriesByUser<Entry>()
  #order = 0
  readonly #options: ResolvedStoreOptions

  constructor(options: StoreOptions = {}) {
    checkOptionNames(options, STORE_OPTION_NAMES)
    this.#options = resolveStoreOptions(options)
    this.idleTimeoutSeconds = this.#options.idleTimeoutSeconds
  }

  async load(id: string): Promise<SessionRecord<Shape> | undefined> {
    const entry = this.#living(id)
    if (!entry) return undefined
    entry.lastAccessedTime = Date.now()
    this.#schedule(entry)
    return this.#record(entry)
  }

  async insert(
    id: string,
    attributes: Partial<Shape>,
    { maxInactiveInterval = this.idleTimeoutSeconds, cookie, replaces }: InsertOptions = {},
  ): Promise<SessionRecord<Shape>> {
    checkSessionId(id, 'The session id')
    checkSeconds('maxInactiveInterval', maxInactiveInterval)
    const encoded = encodeAttributes(attributes)
    const principal = principalIn(attributes, this.#options.principalAttribute)
    if (this.#living(id)) throw new SessionExistsError('A session with this id exists')
    if (replaces !== undefined) this.#refuseLate(replaces)
    if (replaces !== undefined && !this.#end(idOf(replaces))) {
      throw new SessionGoneError('The session ended before it was replaced')
    }
    const now = Date.now()
    const times = { creationTime: now, lastAccessedTime: now, maxInactiveInterval }
    // A session with this id has expired, and its timer is late.
    const expired = this.#sessions.get(id)
    if (expired) this.#remove(expired)
    this.#order += 1
    const own = { encoded, cookie: cookieSettings(cookie) }
    const entry: Entry = { id, order: this.#order, principal, ...times, ...own }
    this.#sessions.set(id, entry)
    this.#users.add(principal, entry)
    this.#schedule(entry)
    const record = this.#record(entry)
    await this.#enforceLimit(principal, id)
    return record
  }

  async update(session: SessionRef, changes: Changes<Shape>): Promise<boolean> {
    const id = idOf(session)
    const { set = {}, remove = [], maxInactiveInterval, cookie } = changes
    const encoded = encodeAttributes(set)
    const principal = principalIn(set, this.#options.principalAttribute)
    if (maxInactiveInterval !== undefined) checkSeconds('maxInactiveInterval', maxInactiveInterval)
    const entry = this.#living(id)
    if (!entry) return false
    this.#refuseLate(session)
    enforceLimit(entry.encoded, changes)
    if (maxInactiveInterval !== undefined) {
      entry.maxInactiveInterval = maxInactiveInterval
      entry.lastAccessedTime = Date.now()
      this.#schedule(entry)
    }
    const { principalAttribute } = this.#options
    const changesUser =
      Object.hasOwn(set, principalAttribute) ||
      (remove as readonly string[]).includes(principalAttribute)
    if (changesUser) {
      this.#users.remove(entry.principal, entry)
      entry.principal = principal
      this.#users.add(principal, entry)
    }
    for (const name of remove) delete entry.encoded[name]
    Object.assign(entry.encoded, encoded)
    if (cookie) entry.cookie = cookieSettings(cookie)
    await this.#enforceLimit(principal, id)
    return true
  }

  async increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by = 1,
    limit?: AttributeLimit,
  ): Promise<number | undefined> {
    checkAttributeName(attribute)
    checkCounter(attribute, this.#options.principalAttribute)
    if (!Number.isSafeInteger(by))
      throw new TypeError(`A counter grows by whole numbers, not ${by}`)
    const entry = this.#living(idOf(session))
    if (!entry) return undefined
    this.#refuseLate(session)
    const value = Number(entry.encoded[attribute] ?? 0) + by
    if (!Number.isInteger(value)) throw new TypeError(`"${attribute}" is not a counter`)
    const set = { [attribute]: value }
    enforceLimit(entry.encoded, { set, limit })
    Object.assign(entry.encoded, encodeAttributes(set))
    return value
  }

  async destroy(id: string, _reason: DestroyReason = 'logout'): Promise<boolean> {
    return this.#end(id)
  }

  async list(principal: Principal): Promise<SessionRecord<Shape>[]> {
    return this.#entriesOf(principalText(principal)).map((entry) => this.#record(entry))
  }

  async listPage(principal: Principal, options: PageOptions = {}): Promise<Page<Shape>> {
    const { limit, after } = resolvePage(options)
    const entries = this.#users.of(principalText(principal), Number(after ?? 0), limit + 1)
    const page = entries.slice(0, limit)
    return {
      sessions: page.filter(this.#isLiving).map((entry) => this.#record(entry)),
      next: entries.length > limit ? String(page.at(-1)?.order) : undefined,
    }
  }

  async revokeAll(principal: Principal, exceptId?: string): Promise<number> {
    const others = this.#entriesOf(principalText(principal)).filter(({ id }) => id !== exceptId)
    for (const { id } of others) this.#end(id)
    return others.length
  }

  async inspect(id: string): Promise<Inspection | undefined> {
    const entry = this.#living(id)
    if (!entry) return undefined
    const { encoded, cookie, creationTime, lastAccessedTime, maxInactiveInterval } = entry
    const times = { creationTime, lastAccessedTime, maxInactiveInterval }
    const fields = Object.entries(times).map(([name, value]) => [name, String(value)])
    const attributes = Object.entries(encoded).map(([name, text]) => [`sessionAttr:${name}`, text])
    const cookies = cookie ? [['cookie', JSON.stringify(cookie)]] : []
    return {
      key: `session:${id}`,
      type: 'map',
      ttlMs: this.#expiresAt(entry) - Date.now(),
      fields: Object.fromEntries([...fields, ...cookies, ...attributes]),
    }
  }

  async count(): Promise<number> {
    return this.#all().length
  }

  async *iterate(): AsyncGenerator<SessionRecord<Shape>> {
    yield* this.#all()
  }

  async clear(): Promise<number> {
    const sessions = this.#all()
    for (const { id } of sessions) this.#end(id)
    return sessions.length
  }

  /** Removes all sessions and their timers. */
  close(): void {
    for (const { expiry } of this.#sessions.values()) clearTimeout(expiry)
    this.#sessions.clear()
    this.#users.clear()
  }

  #all(): SessionRecord<Shape>[] {
    return [...this.#sessions.values()].filter(this.#isLiving).map((entry) => this.#record(entry))
  }

  #entriesOf(principal: string): Entry[] {
    return this.#users.of(principal).filter(this.#isLiving)
  }

  #end(id: string): boolean {
    const entry = this.#living(id)
    if (!entry) return false
    this.#remove(entry)
    return true
  }

  #remove(entry: Entry): void {
    clearTimeout(entry.expiry)
    this.#sessions.delete(entry.id)
    this.#users.remove(entry.principal, entry)
  }

  #living(id: string): Entry | undefined {
    const entry = isSessionId(id) ? this.#sessions.get(id) : undefined
    return entry && this.#isLiving(entry) ? entry : undefined
  }

  /** A timer can be late, so the time decides. */
  readonly #isLiving = (entry: Entry): boolean => this.#expiresAt(entry) > Date.now()

  #expiresAt(entry: Entry): number {
    return expiresAt(entry, this.#options.absoluteLifetimeSeconds)
  }

  #schedule(entry: Entry): void {
    clearTimeout(entry.expiry)
    const delayMs = Math.min(Math.max(0, this.#expiresAt(entry) - Date.now()), LONGEST_TIMER_MS)
    const expire = () => (this.#isLiving(entry) ? this.#schedule(entry) : this.#remove(entry))
    entry.expiry = setTimeout(expire, delayMs).unref()
  }

  async #enforceLimit(principal: string | undefined, id: string): Promise<void> {
    if (this.#options.maxSessionsPerUser === 0 || principal === undefined) return
    try {
      const end = async (id: string) => this.#end(id)
      await enforceUserLimit(id, this.#entriesOf(principal), this.#options, end)
    } catch (error) {
      this.#end(id)
      throw error
    }
  }

  #refuseLate(session: SessionRef): void {
    const { changeTimeoutSeconds } = this.#options
    if (typeof session === 'string' || changeTimeoutSeconds === 0) return
    if (Date.now() > session.readTime + changeTimeoutSeconds * 1000) refuseLateChange()
  }

  #record(entry: Entry): SessionRecord<Shape> {
    const { absoluteLifetimeSeconds } = this.#options
    return new EncodedRecord<Shape>(entry.id, entry, Date.now(), absoluteLifetimeSeconds)
  }
}

/** `undefined` for an empty object. */
function cookieSettings(cookie: CookieSettings | undefined): CookieSettings | undefined {
  return cookie && Object.keys(cookie).length > 0 ? cookie : undefined
}
