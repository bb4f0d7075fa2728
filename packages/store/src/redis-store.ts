import type { Cluster, Redis } from 'ioredis'
import { checkAttributeName, encodeAttributes } from './attributes.ts'
import { batched } from './batch.ts'
import { inOneWrite } from './one-write.ts'
import { attributeField, documentOf, FIELD, readRecord, sessionKey } from './redis-record.ts'
import { defineScripts } from './scripts.ts'
import type { SessionEvents } from './session-events.ts'
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
import { UserIndex } from './user-index.ts'

export interface RedisStoreOptions extends StoreOptions {
  /** Told when a session is created and when it ends. */
  events?: SessionEvents
  /** How many reads, or updates, of one moment share a command; 1 sends each on its own. */
  largestBatch?: number
}

/** What update.lua is told of one session. */
interface Delta {
  key: string
  args: (string | number)[]
}

/**
 * Sessions in Redis, one hash each, shared by every process that has the same Redis. Each step on a session is
 * one script: atomic, one round trip, by Redis's clock; reads of the same moment share one, and so do updates. Redis
 * itself removes what has expired.
 * Every method throws StoreUnavailableError when Redis is away or refuses.
 */
export class RedisSessionStore<Shape extends object = Attributes> implements SessionStore<Shape> {
  readonly #redis: Redis | Cluster
  readonly #options: Required<StoreOptions>
  readonly #absoluteLifetimeMs: number
  readonly #principalField: string
  readonly #index: UserIndex<Shape>
  readonly #loadOne: (key: string) => Promise<string | string[] | null>
  readonly #updateOne: (delta: Delta) => Promise<0 | 1>
  readonly #events: SessionEvents | undefined

  constructor(redis: Redis | Cluster, { events, largestBatch, ...options }: RedisStoreOptions) {
    this.#redis = redis
    this.#events = events
    this.#options = {
      principalAttribute: 'username',
      maxSessionsPerUser: 0,
      onMaxSessions: 'evict-oldest',
      changeTimeoutSeconds: 0,
      onUnreadable: () => {},
      ...options,
    }
    this.#absoluteLifetimeMs = options.absoluteLifetimeSeconds * 1000
    this.#principalField = attributeField(this.#options.principalAttribute)
    this.#index = new UserIndex(redis, {
      absoluteLifetimeMs: this.#absoluteLifetimeMs,
      peek: (id, principal) => this.#peek(id, principal),
    })
    defineScripts(redis)
    // On a Cluster, the keys of one script must have one slot.
    const largest = redis.isCluster ? 1 : largestBatch
    this.#loadOne = batched(
      (keys) =>
        redis.sessionLoad(keys.length, ...keys, this.#absoluteLifetimeMs).catch(unavailable),
      largest,
    )
    this.#updateOne = batched((deltas) => {
      const keys = deltas.map(({ key }) => key)
      const rest = deltas.flatMap(({ args }) => args)
      return redis.sessionUpdate(keys.length, ...keys, this.#absoluteLifetimeMs, ...rest)
    }, largest)
  }

  async load(id: string): Promise<SessionRecord<Shape> | undefined> {
    if (!isSessionId(id)) return undefined
    const document = await this.#loadOne(sessionKey(id))
    if (document === null) return undefined
    return this.#decode(id, typeof document === 'string' ? document : document.join(''))
  }

  async insert(
    id: string,
    attributes: Partial<Shape>,
    maxInactiveInterval: number = this.#options.idleTimeoutSeconds,
  ): Promise<SessionRecord<Shape>> {
    const fields = fieldsOf(encodeAttributes(attributes))
    const created = await inOneWrite(this.#redis)
      .sessionInsert(
        sessionKey(id),
        maxInactiveInterval,
        this.#absoluteLifetimeMs,
        ...fields.flat(),
      )
      .catch(unavailable)
    if (created === null) throw new SessionExistsError('A session with this id exists')

    const principal = this.#principalOf(attributes)
    const expiresInMs = Math.min(maxInactiveInterval * 1000, this.#absoluteLifetimeMs)
    await this.#events?.created(id, principal, expiresInMs).catch(unavailable)
    if (principal !== undefined) await this.#enter(principal, id, maxInactiveInterval)
    const document = documentOf([
      [FIELD.creationTime, created],
      [FIELD.lastAccessedTime, created],
      [FIELD.maxInactiveInterval, String(maxInactiveInterval)],
      ...fields,
    ])
    return readRecord(id, document, this.#absoluteLifetimeMs)
  }

  async update(session: SessionRef, changes: Changes<Shape>): Promise<boolean> {
    const id = idOf(session)
    if (!isSessionId(id)) return false
    const { set = {}, remove = [], maxInactiveInterval } = changes
    const fields = fieldsOf(encodeAttributes(set))
    const removed = remove.map(attributeField)
    const { principalAttribute, idleTimeoutSeconds } = this.#options
    const changesUser =
      principalAttribute in set || (remove as readonly string[]).includes(principalAttribute)
    const before = changesUser ? await this.#principalOfStored(id) : undefined
    const counts = [removed.length, fields.length * 2]
    const times = [this.#deadlineOf(session), maxInactiveInterval ?? '']
    const args = [...times, ...counts, ...removed, ...fields.flat()]
    if ((await this.#updateOne({ key: sessionKey(id), args }).catch(unavailable)) === 0)
      return false
    if (maxInactiveInterval !== undefined) await this.#noteExpiry(id)

    const after = this.#principalOf(set)
    if (changesUser && before !== undefined && before !== after) {
      await this.#index.remove(before, id).catch(unavailable)
    }
    if (after !== undefined) await this.#enter(after, id, maxInactiveInterval ?? idleTimeoutSeconds)
    return true
  }

  async increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by = 1,
  ): Promise<number | undefined> {
    const id = idOf(session)
    checkAttributeName(attribute)
    if (!isSessionId(id)) return undefined
    const value = await inOneWrite(this.#redis)
      .sessionIncrement(sessionKey(id), attributeField(attribute), by, this.#deadlineOf(session))
      .catch((cause: Error) => {
        if (cause.message.includes('not an integer'))
          throw new TypeError(`"${attribute}" is not a counter`)
        return unavailable(cause)
      })
    return value ?? undefined
  }

  async destroy(id: string, reason: DestroyReason = 'logout'): Promise<boolean> {
    if (!isSessionId(id)) return false
    const principal = await inOneWrite(this.#redis)
      .sessionDestroy(sessionKey(id), this.#principalField)
      .catch(unavailable)
    if (principal === null) return false
    const user = principalIn(principal)
    await Promise.all([
      user !== undefined && this.#index.remove(user, id),
      this.#events?.destroyed(id, reason),
    ]).catch(unavailable)
    return true
  }

  async list(principal: string): Promise<SessionRecord<Shape>[]> {
    return this.#index.sessions(principal).catch(unavailable)
  }

  async revokeAll(principal: string, exceptId?: string): Promise<number> {
    const sessions = await this.list(principal)
    const others = sessions.filter(({ id }) => id !== exceptId)
    const ended = await Promise.all(others.map(({ id }) => this.destroy(id, 'revoked')))
    return ended.filter(Boolean).length
  }

  async inspect(id: string): Promise<Inspection | undefined> {
    if (!isSessionId(id)) return undefined
    const key = sessionKey(id)
    const [type, ttlMs, fields] = await Promise.all([
      this.#redis.type(key),
      this.#redis.pttl(key),
      this.#redis.hgetall(key),
    ]).catch(unavailable)
    return ttlMs < 0 ? undefined : { key, type, ttlMs, fields }
  }

  /** Enters a session in its user's index and holds the user to the limit. */
  async #enter(principal: string, id: string, idleSeconds: number): Promise<void> {
    const { maxSessionsPerUser: limit, onMaxSessions } = this.#options
    try {
      const count = await this.#index.add(principal, id, idleSeconds * 1000)
      if (limit === 0 || count <= limit) return
      const sessions = await this.#index.sessions(principal)
      if (onMaxSessions === 'evict-oldest') {
        const evicted = sessions.slice(0, Math.max(0, sessions.length - limit))
        await Promise.all(evicted.map((session) => this.destroy(session.id, 'evicted')))
        if (evicted.some((session) => session.id === id)) throw new SessionGoneError(OUTRUN)
      } else if (sessions.length > limit) {
        // Who came first is decided by the index, whose count is atomic; creation times can be in another order.
        throw new TooManySessionsError('The user has as many sessions as are allowed')
      }
    } catch (cause) {
      // A session that its user could neither see nor revoke must not live.
      await this.destroy(id, 'evicted').catch(() => {})
      if (cause instanceof TooManySessionsError || cause instanceof SessionGoneError) throw cause
      unavailable(cause)
    }
  }

  /** Reads a session without using it; given a principal, only a session of theirs. */
  async #peek(id: string, principal?: string): Promise<SessionRecord<Shape> | undefined> {
    const fields = await this.#redis
      .hgetall(sessionKey(id))
      .catch((cause: Error) => this.#wrongType(id, cause))
    if (fields === null || Object.keys(fields).length === 0) return undefined
    const record = this.#decode(id, documentOf(Object.entries(fields)))
    if (!record || principal === undefined) return record
    return this.#principalOf(record.attributes) === principal ? record : undefined
  }

  async #noteExpiry(id: string): Promise<void> {
    if (!this.#events) return
    const record = await this.#peek(id)
    if (record) await this.#events.expiresAt(id, record.expiresAt).catch(unavailable)
  }

  /** Until when a change may be made, in ms by Redis's clock; '' for no limit. */
  #deadlineOf(session: SessionRef): number | '' {
    const { changeTimeoutSeconds } = this.#options
    if (typeof session === 'string' || changeTimeoutSeconds === 0) return ''
    return session.lastAccessedTime + changeTimeoutSeconds * 1000
  }

  #principalOf(attributes: object): string | undefined {
    const principal: unknown = Reflect.get(attributes, this.#options.principalAttribute)
    return typeof principal === 'string' ? principal : undefined
  }

  async #principalOfStored(id: string): Promise<string | undefined> {
    const text = await this.#redis.hget(sessionKey(id), this.#principalField).catch(unavailable)
    return principalIn(text)
  }

  #decode(id: string, document: string): SessionRecord<Shape> | undefined {
    try {
      return readRecord(id, document, this.#absoluteLifetimeMs)
    } catch (cause) {
      this.#options.onUnreadable({ id, cause })
      return undefined
    }
  }

  /** Something else than a hash under a session's key is no session, and no fault of Redis. */
  #wrongType(id: string, cause: Error): null {
    if (!cause.message.includes('WRONGTYPE')) return unavailable(cause)
    this.#options.onUnreadable({ id, cause })
    return null
  }
}

function fieldsOf(encoded: Record<string, string>): [field: string, value: string][] {
  return Object.entries(encoded).map(([name, text]) => [attributeField(name), text])
}

/** The user that a field's text names; nobody, where it cannot be read. */
function principalIn(text: string | null): string | undefined {
  try {
    const principal: unknown = text ? JSON.parse(text) : undefined
    return typeof principal === 'string' ? principal : undefined
  } catch {
    return undefined
  }
}
