import type { Cluster, Redis } from 'ioredis'
import { checkAttributeName, encodeAttributes } from '../attributes.ts'
import {
  SessionExistsError,
  SessionGoneError,
  TooManySessionsError,
  unavailable,
} from '../errors.ts'
import {
  belongsTo,
  checkCounter,
  checkOptionNames,
  checkPrefix,
  checkSeconds,
  checkSecondsOrZero,
  isPrincipal,
  principalIn,
  principalText,
  type ResolvedStoreOptions,
  refuse,
  resolveStoreOptions,
  STORE_OPTION_NAMES,
  type StoreOptions,
} from '../options.ts'
import type { SessionEvents } from '../session-events.ts'
import { checkSessionId, isSessionId } from '../session-id.ts'
import {
  type Attributes,
  type Changes,
  type CounterName,
  type DestroyReason,
  type InsertOptions,
  type Inspection,
  idOf,
  type Principal,
  type SessionRecord,
  type SessionRef,
  type SessionStore,
} from '../store.ts'
import { batched } from './batch.ts'
import { parseConnectRedis } from './connect-redis.ts'
import { type Keys, keysWith, scanKeys } from './keys.ts'
import { inOneWrite } from './one-write.ts'
import { attributeField, FIELD, type FlatHash, RedisRecord } from './record.ts'
import { checkClient, serverProblems } from './requirements.ts'
import destroyScript from './scripts/destroy.ts'
import incrementScript from './scripts/increment.ts'
import insertScript from './scripts/insert.ts'
import loadScript from './scripts/load.ts'
import updateScript from './scripts/update.ts'
import { defineScript, type RunScript } from './scripts.ts'
import { UserIndex } from './user-index.ts'

export interface RedisStoreOptions extends StoreOptions {
  /**
   * What all keys begin with: applications with different prefixes share a Redis and see nothing of each other. Its last
   * character is one that no session id has, such as ':'. @default 'session:'
   */
  prefix?: string
  /**
   * How exact the idle timeout is, in seconds: reading a session whose last noted use is more recent writes nothing. A session
   * ends at most so much early, and never late. 0 notes every use. @default a 60th of `idleTimeoutSeconds`, at most 60
   */
  touchIntervalSeconds?: number | undefined
  /** Writes an event when a session begins and when it ends. @default none */
  events?: SessionEvents | undefined
  /**
   * Takes over sessions that connect-redis wrote under this prefix (its default is `sess:`), each when it is first read. Not the
   * store's own prefix, and it ends as that one must.
   * @default off
   */
  connectRedisPrefix?: string | undefined
  /** How many reads, or updates, of one turn of the event loop share a command; 1 sends each on its own. @default 10 */
  largestBatch?: number | undefined
}

export const REDIS_STORE_OPTION_NAMES: readonly string[] = [
  ...STORE_OPTION_NAMES,
  ...['prefix', 'touchIntervalSeconds', 'events', 'connectRedisPrefix', 'largestBatch'],
]

/** What load.ts answers for one session, and Redis's time at that moment. */
interface Answer {
  hash: FlatHash | null
  readTime: number
}

/** What update.ts is told of one session. */
interface Delta {
  key: string
  args: (string | number)[]
}

/**
 * Sessions in Redis, one hash each, shared by every process that uses the same Redis. Each step on a session is
 * one script: atomic, one round trip, by Redis's clock. Reads of one turn of the event loop share a command, and so do
 * updates. Redis itself removes expired sessions.
 *
 * @throws {TypeError} for an option that is wrong or does not exist; the message names it
 */
export class RedisSessionStore<Shape extends object = Attributes> implements SessionStore<Shape> {
  readonly idleTimeoutSeconds: number
  readonly #redis: Redis | Cluster
  readonly #options: ResolvedStoreOptions
  readonly #keys: Keys
  readonly #prefix: string
  readonly #connectRedisPrefix: string | undefined
  readonly #events: SessionEvents | undefined
  readonly #absoluteLifetimeMs: number
  readonly #principalField: string
  readonly #index: UserIndex<Shape>
  readonly #load: (key: string) => Promise<Answer>
  readonly #update: (delta: Delta) => Promise<string>
  readonly #insert: RunScript
  readonly #increment: RunScript
  readonly #destroy: RunScript

  constructor(redis: Redis | Cluster, options: RedisStoreOptions = {}) {
    checkClient(redis)
    checkOptionNames(options, REDIS_STORE_OPTION_NAMES)
    const { prefix, touchIntervalSeconds, events, connectRedisPrefix, largestBatch, ...common } =
      options
    this.#options = resolveStoreOptions(common)
    const { idleTimeoutSeconds, absoluteLifetimeSeconds, principalAttribute } = this.#options
    this.idleTimeoutSeconds = idleTimeoutSeconds
    this.#redis = redis
    this.#prefix = prefix ?? 'session:'
    checkPrefix('prefix', this.#prefix)
    if (connectRedisPrefix !== undefined) {
      checkPrefix('connectRedisPrefix', connectRedisPrefix)
      if (connectRedisPrefix === this.#prefix) {
        refuse('connectRedisPrefix', 'another than "prefix"', connectRedisPrefix)
      }
    }
    this.#connectRedisPrefix = connectRedisPrefix
    if (events !== undefined) checkEvents(events, this.#prefix)
    this.#events = events
    this.#keys = keysWith(this.#prefix)
    // Redis takes whole milliseconds.
    this.#absoluteLifetimeMs = Math.ceil(absoluteLifetimeSeconds * 1000)
    this.#principalField = attributeField(principalAttribute)
    this.#index = new UserIndex(redis, {
      absoluteLifetimeMs: this.#absoluteLifetimeMs,
      keyOf: this.#keys.user,
      now: () => this.#now(),
      peek: (id, readTime, principal) => this.#peek(id, readTime, principal),
    })

    const touchSeconds = touchIntervalSeconds ?? Math.min(60, idleTimeoutSeconds / 60)
    checkSecondsOrZero('touchIntervalSeconds', touchSeconds)
    if (touchSeconds >= idleTimeoutSeconds) {
      refuse(
        'touchIntervalSeconds',
        `less than idleTimeoutSeconds (${idleTimeoutSeconds})`,
        touchSeconds,
      )
    }
    // On a Cluster, the keys of one script must have one slot.
    const largest = redis.isCluster ? 1 : (largestBatch ?? 10)
    if (!Number.isInteger(largest) || largest < 1) {
      refuse('largestBatch', 'a whole number above 0', largest)
    }

    const load = defineScript(redis, 'sessionLoad', loadScript)
    const touchArguments = [
      this.#absoluteLifetimeMs,
      touchSeconds * 1000,
      idleTimeoutSeconds,
      touchSeconds / idleTimeoutSeconds,
    ]
    this.#load = batched(async (keys) => {
      const reply = await load(keys, touchArguments)
      const [time, ...hashes] = reply as [string, ...(FlatHash | null)[]]
      const readTime = Number(time)
      return hashes.map((hash) => ({ hash, readTime }))
    }, largest)

    const update = defineScript(redis, 'sessionUpdate', updateScript)
    const updateArguments = [this.#absoluteLifetimeMs, this.#principalField]
    this.#update = batched(async (deltas) => {
      const keys = deltas.map(({ key }) => key)
      const args = deltas.flatMap(({ args }) => args)
      return (await update(keys, [...updateArguments, ...args])) as (string | Error)[]
    }, largest)

    this.#insert = defineScript(redis, 'sessionInsert', insertScript)
    this.#increment = defineScript(redis, 'sessionIncrement', incrementScript)
    this.#destroy = defineScript(redis, 'sessionDestroy', destroyScript)
  }

  async load(id: string): Promise<SessionRecord<Shape> | undefined> {
    if (!isSessionId(id)) return undefined
    const { hash, readTime } = await this.#load(this.#keys.session(id)).catch(unavailable)
    if (hash !== null) {
      const record = this.#decode(id, hash, readTime)
      if (!record || record.creationTime + this.#absoluteLifetimeMs > readTime) return record
      // Its time to live was set with a longer absolute lifetime, or by somebody else.
      await this.#redis.del(this.#keys.session(id)).catch(unavailable)
      return undefined
    }
    return this.#connectRedisPrefix === undefined ? undefined : this.#takeOver(id, readTime)
  }

  async insert(
    id: string,
    attributes: Partial<Shape>,
    options: InsertOptions = {},
  ): Promise<SessionRecord<Shape>> {
    return this.#create(id, attributes, options, true)
  }

  async #create(
    id: string,
    attributes: Partial<Shape>,
    { maxInactiveInterval = this.idleTimeoutSeconds, cookie, replaces }: InsertOptions,
    limited: boolean,
  ): Promise<SessionRecord<Shape>> {
    checkSessionId(id, 'The session id')
    checkSeconds('maxInactiveInterval', maxInactiveInterval)
    const fields = fieldsOf(encodeAttributes(attributes))
    if (cookie && Object.keys(cookie).length > 0) fields.push(FIELD.cookie, JSON.stringify(cookie))
    const principal = principalIn(attributes, this.#options.principalAttribute)

    const keys = [this.#keys.session(id)]
    if (principal !== undefined && !this.#redis.isCluster) keys.push(this.#keys.user(principal))
    inOneWrite(this.#redis)
    const args = [id, maxInactiveInterval, this.#absoluteLifetimeMs, ...fields]
    const answer = await this.#insert(keys, args).catch(unavailable)
    if (answer === null) throw new SessionExistsError('A session with this id exists')
    const [created = '', members, ...due] = answer as string[]

    try {
      const expiresInMs = Math.min(maxInactiveInterval * 1000, this.#absoluteLifetimeMs)
      await this.#events?.created(id, principal, expiresInMs)
      const count =
        principal === undefined
          ? 0
          : members === undefined
            ? await this.#index.add(principal, id, maxInactiveInterval * 1000)
            : await this.#index.countLiving(principal, Number(members), due)
      const deadline = replaces === undefined ? '' : this.#deadlineOf(replaces)
      if (deadline !== '' && Number(created) > deadline) {
        throw new Error('The change comes too long after the session was read')
      }
      // After the new session is in the index: a revocation of the user's sessions meanwhile finds one of the two.
      const replaced =
        replaces === undefined ? undefined : await this.#end(idOf(replaces), 'regenerated')
      if (replaced?.ended === false) {
        throw new SessionGoneError('The session ended before it was replaced')
      }
      if (principal !== undefined && limited) {
        // The count was taken with the replaced session in it, if that was one of the same user.
        const left = replaced?.principal === principal ? count - 1 : count
        await this.#holdToLimit(principal, id, left)
      }
    } catch (cause) {
      await this.#abandon(id, cause)
    }
    const times = [FIELD.creationTime, created, FIELD.lastAccessedTime, created]
    const hash = [...times, FIELD.maxInactiveInterval, String(maxInactiveInterval), ...fields]
    return new RedisRecord(id, hash, Number(created), this.#options.absoluteLifetimeSeconds)
  }

  async update(session: SessionRef, changes: Changes<Shape>): Promise<boolean> {
    const id = idOf(session)
    if (!isSessionId(id)) return false
    const { set = {}, remove = [], maxInactiveInterval, cookie } = changes
    const { principalAttribute } = this.#options
    const after = principalIn(set, principalAttribute)
    const fields = fieldsOf(encodeAttributes(set))
    const removed = remove.map((name) => attributeField(name))
    if (cookie && Object.keys(cookie).length > 0) fields.push(FIELD.cookie, JSON.stringify(cookie))
    else if (cookie) removed.push(FIELD.cookie)
    if (maxInactiveInterval !== undefined) checkSeconds('maxInactiveInterval', maxInactiveInterval)

    const changesUser =
      Object.hasOwn(set, principalAttribute) ||
      (remove as readonly string[]).includes(principalAttribute)
    const answer = await this.#update({
      key: this.#keys.session(id),
      args: [
        this.#deadlineOf(session),
        maxInactiveInterval ?? '',
        changesUser ? '1' : '',
        removed.length,
        fields.length,
        ...removed,
        ...fields,
      ],
    }).catch(unavailable)
    if (answer === '0') return false
    if (maxInactiveInterval !== undefined) await this.#noteExpiry(id)
    if (!changesUser) return true

    const before = parsed(answer.slice(1))
    if (isPrincipal(before) && String(before) !== after) {
      await this.#index.remove(String(before), id).catch(unavailable)
    }
    if (after === undefined) await this.#events?.changedUser(id, undefined).catch(unavailable)
    else {
      try {
        const idleMs = (maxInactiveInterval ?? this.idleTimeoutSeconds) * 1000
        const [count] = await Promise.all([
          this.#index.add(after, id, idleMs),
          this.#events?.changedUser(id, after),
        ])
        await this.#holdToLimit(after, id, count)
      } catch (cause) {
        await this.#abandon(id, cause)
      }
    }
    return true
  }

  async increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by = 1,
  ): Promise<number | undefined> {
    const id = idOf(session)
    checkAttributeName(attribute)
    checkCounter(attribute, this.#options.principalAttribute)
    if (!Number.isSafeInteger(by))
      throw new TypeError(`A counter grows by whole numbers, not ${by}`)
    if (!isSessionId(id)) return undefined
    inOneWrite(this.#redis)
    const args = [attributeField(attribute), by, this.#deadlineOf(session)]
    const value = await this.#increment([this.#keys.session(id)], args).catch((cause: Error) => {
      if (cause.message.includes('not an integer'))
        throw new TypeError(`"${attribute}" is not a counter`)
      return unavailable(cause)
    })
    return value === null ? undefined : Number(value)
  }

  async destroy(id: string, reason: DestroyReason = 'logout'): Promise<boolean> {
    return (await this.#end(id, reason)).ended
  }

  /** @returns whether there was a session, and the user it belonged to */
  async #end(
    id: string,
    reason: DestroyReason,
  ): Promise<{ ended: boolean; principal?: string | undefined }> {
    if (!isSessionId(id)) return { ended: false }
    inOneWrite(this.#redis)
    const [answer, foreign] = await Promise.all([
      this.#destroy([this.#keys.session(id)], [this.#principalField]),
      this.#connectRedisPrefix !== undefined && this.#redis.del(this.#connectRedisPrefix + id),
    ]).catch(unavailable)
    if (answer === null) return { ended: Number(foreign) === 1 }
    const user: unknown = parsed(String(answer))
    const principal = isPrincipal(user) ? String(user) : undefined
    await Promise.all([
      principal !== undefined && this.#index.remove(principal, id),
      this.#events?.destroyed(id, reason),
    ]).catch(unavailable)
    return { ended: true, principal }
  }

  async list(principal: Principal): Promise<SessionRecord<Shape>[]> {
    return this.#index.sessions(principalText(principal)).catch(unavailable)
  }

  async revokeAll(principal: Principal, exceptId?: string): Promise<number> {
    let count = 0
    for (;;) {
      const others = (await this.list(principal)).filter(({ id }) => id !== exceptId)
      const ended = await Promise.all(others.map(({ id }) => this.destroy(id, 'revoked')))
      count += ended.filter(Boolean).length
      // A session that ended between the two steps may have been replaced by one with the same user (regenerate).
      if (ended.every(Boolean)) return count
    }
  }

  async inspect(id: string): Promise<Inspection | undefined> {
    if (!isSessionId(id)) return undefined
    const key = this.#keys.session(id)
    const [type, ttl, fields] = await Promise.all([
      this.#redis.type(key),
      this.#redis.pttl(key),
      this.#redis.hgetall(key),
    ]).catch(unavailable)
    const ttlMs = Number(ttl)
    return ttlMs < 0
      ? undefined
      : { key, type, ttlMs, fields: Object.fromEntries(entriesOf(fields)) }
  }

  async count(): Promise<number> {
    const ids = new Set<string>()
    for await (const page of this.#idsByPage()) for (const id of page) ids.add(id)
    return ids.size
  }

  async *iterate(): AsyncGenerator<SessionRecord<Shape>> {
    for await (const page of this.#idsByPage()) {
      const readTime = await this.#now().catch(unavailable)
      const records = await Promise.all(page.map((id) => this.#peek(id, readTime)))
      for (const record of records) if (record) yield record
    }
  }

  async clear(): Promise<number> {
    let count = 0
    for await (const page of this.#idsByPage()) {
      const ended = await Promise.all(page.map((id) => this.destroy(id, 'revoked')))
      count += ended.filter(Boolean).length
    }
    return count
  }

  /**
   * What will go wrong with this Redis, one sentence each: it is older than 7.0, or it removes session keys when its memory
   * is full. Empty when INFO is not allowed or not answered.
   */
  async problems(): Promise<string[]> {
    return serverProblems(this.#redis)
  }

  async *#idsByPage(): AsyncGenerator<string[]> {
    try {
      for await (const page of scanKeys(this.#redis, this.#prefix)) {
        const ids = page.map((key) => this.#keys.idIn(key)).filter((id) => id !== undefined)
        if (ids.length > 0) yield ids
      }
    } catch (cause) {
      unavailable(cause)
    }
  }

  /** @param count how many sessions the user has, with this one */
  async #holdToLimit(principal: string, id: string, count: number): Promise<void> {
    const { maxSessionsPerUser: limit, onMaxSessions } = this.#options
    if (limit === 0 || count <= limit) return
    const sessions = await this.#index.sessions(principal)
    if (onMaxSessions === 'evict-oldest') {
      const evicted = sessions.slice(0, Math.max(0, sessions.length - limit))
      await Promise.all(evicted.map((session) => this.destroy(session.id, 'evicted')))
      if (evicted.some((session) => session.id === id)) {
        throw new SessionGoneError(
          'As many newer sessions of the user as are allowed began meanwhile',
        )
      }
    } else if (sessions.length > limit) {
      // The index decides who came first, as its count is atomic; creation times can be in another order.
      throw new TooManySessionsError('The user has as many sessions as are allowed')
    }
  }

  /** Ends a session that could not be entered: a session that its user can neither see nor revoke must not live. */
  async #abandon(id: string, cause: unknown): Promise<never> {
    await this.destroy(id, 'evicted').catch(() => {})
    if (cause instanceof TooManySessionsError || cause instanceof SessionGoneError) throw cause
    return unavailable(cause)
  }

  /** Redis's time, in ms: clocks of servers differ. */
  async #now(): Promise<number> {
    const [seconds, microseconds] = await this.#redis.time()
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
  }

  /** Reads a session without using it; given a principal, only a session of theirs. */
  async #peek(
    id: string,
    readTime: number,
    principal?: string,
  ): Promise<SessionRecord<Shape> | undefined> {
    const fields = await this.#redis
      .hgetall(this.#keys.session(id))
      .catch((cause: Error) => this.#wrongType(id, cause))
    if (fields === null || entriesOf(fields).length === 0) return undefined
    const record = this.#decode(id, entriesOf(fields).flat(), readTime)
    if (!record || principal === undefined) return record
    const { principalAttribute } = this.#options
    return belongsTo(record.attributes, principalAttribute, principal) ? record : undefined
  }

  async #noteExpiry(id: string): Promise<void> {
    if (!this.#events) return
    const record = await this.#peek(id, 0)
    // A session that has ended by now is due at once.
    await this.#events.expiresAt(id, record?.expiresAt ?? 0).catch(unavailable)
  }

  /**
   * Two processes may do this at once. The insert succeeds for one of them, and the other reads what that one stored. When
   * somebody has removed the old key meanwhile, the session was taken over before, and has ended: the copy ends as well.
   */
  async #takeOver(id: string, now: number): Promise<SessionRecord<Shape> | undefined> {
    const key = this.#connectRedisPrefix + id
    const text = await this.#redis.get(key).catch(unavailable)
    if (text === null) return undefined
    try {
      const foreign = parseConnectRedis(text, now)
      if (foreign === undefined) return undefined
      const { attributes, ...options } = foreign
      // An empty name is no user here.
      const { principalAttribute } = this.#options
      if (attributes[principalAttribute] === '') delete attributes[principalAttribute]
      // Without the user's limit, which the next login keeps: nobody is logged out by a take-over.
      const record = await this.#create(id, attributes as Partial<Shape>, options, false)
      if (Number(await this.#redis.del(key).catch(unavailable)) === 1) return record
      await this.destroy(id, 'revoked')
      return undefined
    } catch (cause) {
      if (cause instanceof SessionExistsError) return this.load(id)
      if (cause instanceof SyntaxError || cause instanceof TypeError) {
        this.#options.onUnreadable({ id, cause })
        return undefined
      }
      throw cause
    }
  }

  /** Until when a change may be made, in ms by Redis's clock; '' for no limit. */
  #deadlineOf(session: SessionRef): number | '' {
    const { changeTimeoutSeconds } = this.#options
    if (typeof session === 'string' || changeTimeoutSeconds === 0) return ''
    return session.readTime + changeTimeoutSeconds * 1000
  }

  #decode(id: string, hash: FlatHash, readTime: number): SessionRecord<Shape> | undefined {
    try {
      return new RedisRecord(id, hash, readTime, this.#options.absoluteLifetimeSeconds)
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

/** Methods and not the class: an application can have this package twice, as ESM from two places. */
function checkEvents(events: unknown, prefix: string): void {
  const isSessionEvents =
    events instanceof Object &&
    ['created', 'destroyed', 'expiresAt', 'changedUser'].every(
      (method) => typeof Reflect.get(events, method) === 'function',
    )
  if (!isSessionEvents) refuse('events', 'a SessionEvents', events)
  const other: unknown = Reflect.get(events, 'prefix')
  if (other !== prefix) refuse('events', `one with the prefix "${prefix}"`, other)
}

function fieldsOf(encoded: Record<string, string>): string[] {
  return Object.entries(encoded).flatMap(([name, text]) => [attributeField(name), text])
}

/** The value of a JSON text; `undefined` where it cannot be read. */
function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** A hash as HGETALL answers it: an object, or a Map from a client with `replyMapping: 'resp3'`. */
function entriesOf(hash: object): [string, string][] {
  return hash instanceof Map ? [...hash] : Object.entries(hash)
}
