import { decodeAttributes, encodeAttributes } from './attributes.ts'
import { isSessionId } from './session-id.ts'
import {
  type Attributes,
  type Changes,
  type CounterName,
  type DestroyReason,
  type Inspection,
  idOf,
  OUTRUN,
  SessionExistsError,
  SessionGoneError,
  type SessionRecord,
  type SessionRef,
  type SessionStore,
  type StoreOptions,
  TooManySessionsError,
  unavailable,
} from './store.ts'

interface Entry {
  creationTime: number
  lastAccessedTime: number
  maxInactiveInterval: number
  encoded: Record<string, string>
  /** Removes the session when its time is up. */
  expiry?: NodeJS.Timeout
}

/** A longer delay would overflow, and fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Sessions in the memory of one process: as correct as the Redis store, and unknown to every other process.
 * A restart loses them.
 */
export class MemorySessionStore<Shape extends object = Attributes> implements SessionStore<Shape> {
  readonly #sessions = new Map<string, Entry>()
  readonly #options: Required<StoreOptions>

  constructor(options: StoreOptions) {
    this.#options = {
      principalAttribute: 'username',
      maxSessionsPerUser: 0,
      onMaxSessions: 'evict-oldest',
      changeTimeoutSeconds: 0,
      onUnreadable: () => {},
      ...options,
    }
  }

  async load(id: string): Promise<SessionRecord<Shape> | undefined> {
    const entry = this.#living(id)
    if (!entry) return undefined
    entry.lastAccessedTime = Date.now()
    this.#schedule(id, entry)
    return this.#record(id, entry)
  }

  async insert(
    id: string,
    attributes: Partial<Shape>,
    maxInactiveInterval: number = this.#options.idleTimeoutSeconds,
  ): Promise<SessionRecord<Shape>> {
    if (this.#living(id)) throw new SessionExistsError('A session with this id exists')
    const now = Date.now()
    const encoded = encodeAttributes(attributes)
    const times = { creationTime: now, lastAccessedTime: now, maxInactiveInterval }
    const entry: Entry = { ...times, encoded }
    this.#sessions.set(id, entry)
    this.#schedule(id, entry)
    await this.#limit(this.#principalOf(attributes), id)
    return this.#record(id, entry)
  }

  async update(session: SessionRef, changes: Changes<Shape>): Promise<boolean> {
    const id = idOf(session)
    const { set = {}, remove = [], maxInactiveInterval } = changes
    const encoded = encodeAttributes(set)
    const entry = this.#living(id)
    if (!entry) return false
    this.#refuseLate(session)
    if (maxInactiveInterval !== undefined) {
      entry.maxInactiveInterval = maxInactiveInterval
      this.#schedule(id, entry)
      if (!this.#living(id)) return false
    }
    for (const name of remove) delete entry.encoded[name]
    Object.assign(entry.encoded, encoded)
    await this.#limit(this.#principalOf(set), id)
    return true
  }

  async increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by = 1,
  ): Promise<number | undefined> {
    const entry = this.#living(idOf(session))
    if (!entry) return undefined
    this.#refuseLate(session)
    const value = Number(entry.encoded[attribute] ?? 0) + by
    if (!Number.isInteger(value)) throw new TypeError(`"${attribute}" is not a counter`)
    Object.assign(entry.encoded, encodeAttributes({ [attribute]: value }))
    return value
  }

  async destroy(id: string, _reason: DestroyReason = 'logout'): Promise<boolean> {
    const entry = this.#living(id)
    if (!entry) return false
    clearTimeout(entry.expiry)
    return this.#sessions.delete(id)
  }

  async list(principal: string): Promise<SessionRecord<Shape>[]> {
    return [...this.#sessions]
      .filter(([id]) => this.#living(id))
      .map(([id, entry]) => this.#record(id, entry))
      .filter(({ attributes }) => this.#principalOf(attributes) === principal)
      .sort((a, b) => a.creationTime - b.creationTime)
  }

  async revokeAll(principal: string, exceptId?: string): Promise<number> {
    const others = (await this.list(principal)).filter(({ id }) => id !== exceptId)
    for (const { id } of others) await this.destroy(id, 'revoked')
    return others.length
  }

  async inspect(id: string): Promise<Inspection | undefined> {
    const entry = this.#living(id)
    if (!entry) return undefined
    const { encoded, expiry: _, ...times } = entry
    const fields = Object.entries(times).map(([name, value]) => [name, String(value)])
    const attributes = Object.entries(encoded).map(([name, text]) => [`sessionAttr:${name}`, text])
    return {
      key: `session:${id}`,
      type: 'map',
      ttlMs: this.#expiresAt(entry) - Date.now(),
      fields: Object.fromEntries([...fields, ...attributes]),
    }
  }

  /** Forgets every session, and lets the process end. */
  close(): void {
    for (const { expiry } of this.#sessions.values()) clearTimeout(expiry)
    this.#sessions.clear()
  }

  #living(id: string): Entry | undefined {
    const entry = isSessionId(id) ? this.#sessions.get(id) : undefined
    // A timer can be late; a session cannot.
    return entry && this.#expiresAt(entry) > Date.now() ? entry : undefined
  }

  #expiresAt(entry: Entry): number {
    const { lastAccessedTime, maxInactiveInterval, creationTime } = entry
    const absolute = creationTime + this.#options.absoluteLifetimeSeconds * 1000
    return Math.min(lastAccessedTime + maxInactiveInterval * 1000, absolute)
  }

  #schedule(id: string, entry: Entry): void {
    clearTimeout(entry.expiry)
    const delayMs = Math.min(Math.max(0, this.#expiresAt(entry) - Date.now()), LONGEST_TIMER_MS)
    const expire = () => (this.#living(id) ? this.#schedule(id, entry) : this.#sessions.delete(id))
    entry.expiry = setTimeout(expire, delayMs).unref()
  }

  async #limit(principal: unknown, id: string): Promise<void> {
    const { maxSessionsPerUser: limit, onMaxSessions } = this.#options
    if (limit === 0 || typeof principal !== 'string') return
    const sessions = await this.list(principal)
    const tooMany = sessions.slice(0, Math.max(0, sessions.length - limit))
    if (tooMany.length === 0) return
    if (onMaxSessions === 'refuse') {
      await this.destroy(id)
      throw new TooManySessionsError('The user has as many sessions as are allowed')
    }
    for (const session of tooMany) await this.destroy(session.id, 'evicted')
    if (tooMany.some((session) => session.id === id)) throw new SessionGoneError(OUTRUN)
  }

  #refuseLate(session: SessionRef): void {
    const { changeTimeoutSeconds } = this.#options
    if (typeof session === 'string' || changeTimeoutSeconds === 0) return
    if (Date.now() > session.lastAccessedTime + changeTimeoutSeconds * 1000) {
      unavailable(new Error('The change comes too long after the session was read'))
    }
  }

  #principalOf(attributes: object): unknown {
    return Reflect.get(attributes, this.#options.principalAttribute)
  }

  #record(id: string, entry: Entry): SessionRecord<Shape> {
    return new MemoryRecord<Shape>(id, entry, this.#expiresAt(entry))
  }
}

/** A record that keeps its attributes as text, so that they can be had again. */
export class MemoryRecord<Shape extends object> implements SessionRecord<Shape> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  readonly maxInactiveInterval: number
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  readonly #encoded: Record<string, string>

  constructor(id: string, entry: Omit<Entry, 'expiry'>, expiresAt: number) {
    this.id = id
    this.creationTime = entry.creationTime
    this.lastAccessedTime = entry.lastAccessedTime
    this.maxInactiveInterval = entry.maxInactiveInterval
    this.expiresAt = expiresAt
    this.#encoded = { ...entry.encoded }
    this.attributes = this.original()
  }

  original(): Partial<Shape> {
    return decodeAttributes(this.#encoded)
  }
}
