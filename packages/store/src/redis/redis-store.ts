import type { Cluster, Redis } from 'ioredis'
import { checkLimit, tooManyAttributes } from '../attribute-limit.ts'
import { checkAttributeName } from '../attributes.ts'
import {
  refuseLateChange,
  SessionExistsError,
  SessionGoneError,
  StoreUnavailableError,
  TooManySessionsError,
  unavailable,
} from '../errors.ts'
import {
  belongsTo,
  checkCounter,
  isPrincipal,
  principalIn,
  principalText,
  resolvePage,
} from '../options.ts'
import { checkSessionId, isSessionId } from '../session-id.ts'
import {
  type AttributeLimit,
  type Attributes,
  type Changes,
  type CookieSettings,
  type CounterName,
  type DestroyReason,
  type InsertOptions,
  type Inspection,
  idOf,
  type Page,
  type PageOptions,
  type Principal,
  type SessionRecord,
  type SessionRef,
  type SessionStore,
} from '../store.ts'
import { isJdkSerialized, JdkSerializedError } from '../unreadable.ts'
import { enforceUserLimit } from '../user-limit.ts'
import { takeOver } from './connect-redis.ts'
import { type FlatHash, SEPARATOR } from './field-reader.ts'
import { type Keys, keysWith, scanKeys } from './keys.ts'
import type { Layout } from './layout.ts'
import { inOneWrite } from './one-write.ts'
import { FIELD, RedisRecord } from './record.ts'
import {
  type RedisStoreOptions,
  type ResolvedRedisOptions,
  resolveRedisOptions,
} from './redis-options.ts'
import { checkClient, serverProblems } from './requirements.ts'
import { javaTypeError } from './spring-values.ts'
import { type StoreScripts, storeScripts } from './store-scripts.ts'
import { UserIndex } from './user-index.ts'

/**
 * Sessions in Redis, one hash each, shared by every process that uses the same Redis. Loading, storing, changing and ending a
 * session is one script: atomic, one round trip, by Redis's clock. More round trips follow where another key takes part: the
 * index of a user, a session that is replaced, events. `inspect` and the lists are several commands, and not atomic. Reads of
 * one turn of the event loop share a command, and so do updates. Redis itself removes expired sessions.
 *
 * @throws {TypeError} for an option that is wrong or does not exist; the message names it
 */
export class RedisSessionStore<Shape extends object = Attributes> implements SessionStore<Shape> {
  readonly idleTimeoutSeconds: number
  readonly #redis: Redis | Cluster
  readonly #options: ResolvedRedisOptions
  readonly #layout: Layout
  readonly #keys: Keys
  readonly #absoluteLifetimeMs: number
  readonly #principalField: string
  readonly #index: UserIndex<Shape>
  readonly #scripts: StoreScripts

  constructor(redis: Redis | Cluster, options: RedisStoreOptions = {}) {
    checkClient(redis)
    this.#redis = redis
    this.#options = resolveRedisOptions(redis, options)
    const { prefix, idleTimeoutSeconds, absoluteLifetimeSeconds, principalAttribute, layout } =
      this.#options
    this.#layout = layout
    this.idleTimeoutSeconds = idleTimeoutSeconds
    this.#keys = keysWith(prefix)
    // Redis takes whole milliseconds.
    this.#absoluteLifetimeMs = Math.ceil(absoluteLifetimeSeconds * 1000)
    this.#principalField = layout.attributeField(principalAttribute)
    this.#index = new UserIndex(redis, {
      absoluteLifetimeMs: this.#absoluteLifetimeMs,
      keyOf: this.#keys.user,
      now: () => this.#now(),
      exists: async (id) => Number(await redis.exists(this.#keys.session(id))) === 1,
      peek: (id, readTime, principal) => this.#peek(id, readTime, principal),
    })
    this.#scripts = storeScripts(redis, {
      ...this.#options,
      absoluteLifetimeMs: this.#absoluteLifetimeMs,
      principalField: this.#principalField,
    })
  }

  async load(id: string): Promise<SessionRecord<Shape> | undefined> {
    if (!isSessionId(id)) return undefined
    const { hash, readTime } = await this.#scripts.load(this.#keys.session(id)).catch(unavailable)
    if (hash !== null) {
      const record = this.#decode(id, hash, readTime)
      if (!record || record.creationTime + this.#absoluteLifetimeMs > readTime) return record
      // Its TTL was set with a longer absolute lifetime, or by another program.
      await this.#redis.del(this.#keys.session(id)).catch(unavailable)
      return undefined
    }
    const { connectRedisPrefix } = this.#options
    return connectRedisPrefix === undefined
      ? undefined
      : this.#takeOver(connectRedisPrefix, id, readTime)
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
    this.#layout.checkIdleTimeout('maxInactiveInterval', maxInactiveInterval)
    const fields = this.#fieldsOf(attributes, cookie)
    const principal = principalIn(attributes, this.#options.principalAttribute)

    const keys = [this.#keys.session(id)]
    if (principal !== undefined && !this.#redis.isCluster) keys.push(this.#keys.user(principal))
    inOneWrite(this.#redis)
    const args = [id, maxInactiveInterval, this.#absoluteLifetimeMs, ...fields]
    const answer = await this.#scripts.insert(keys, args).catch(unavailable)
    if (answer === null) throw new SessionExistsError('A session with this id exists')
    const [created = '', indexSize, ...idsToCheck] = answer as string[]

    try {
      const expiresInMs = Math.min(maxInactiveInterval * 1000, this.#absoluteLifetimeMs)
      await this.#options.events?.created(id, principal, expiresInMs)
      let count = 0
      if (principal !== undefined) {
        // On a Cluster, the script does not reach the index, so it answers no size.
        count =
          indexSize === undefined
            ? await this.#index.add(principal, id, Number(created))
            : await this.#index.countLiving(principal, Number(indexSize), idsToCheck)
      }
      const deadline = replaces === undefined ? '' : this.#deadlineOf(replaces)
      if (deadline !== '' && Number(created) > deadline) refuseLateChange()
      // After the new session is in the index: a revocation of the user's sessions meanwhile finds one of the two.
      const replaced =
        replaces === undefined ? undefined : await this.#end(idOf(replaces), 'regenerated')
      if (replaced?.ended === false) {
        throw new SessionGoneError('The session ended before it was replaced')
      }
      if (principal !== undefined && limited) {
        // The count was taken with the replaced session in it, if that was one of the same user.
        const left = replaced?.principal === principal ? count - 1 : count
        await this.#enforceLimit(principal, id, left)
      }
    } catch (cause) {
      await this.#endAfterFailure(id, cause)
    }
    const times = [FIELD.creationTime, created, FIELD.lastAccessedTime, created]
    const hash = [...times, FIELD.maxInactiveInterval, String(maxInactiveInterval), ...fields]
    return new RedisRecord(id, hash, Number(created), this.#options)
  }

  async update(session: SessionRef, changes: Changes<Shape>): Promise<boolean> {
    const id = idOf(session)
    if (!isSessionId(id)) return false
    const { set = {}, remove = [], maxInactiveInterval, cookie, limit } = changes
    const { principalAttribute } = this.#options
    const fields = this.#fieldsOf(set, cookie)
    const after = principalIn(set, principalAttribute)
    const removed = remove.map((name) => this.#layout.attributeField(name))
    if (cookie && Object.keys(cookie).length === 0) removed.push(FIELD.cookie)
    if (maxInactiveInterval !== undefined) {
      this.#layout.checkIdleTimeout('maxInactiveInterval', maxInactiveInterval)
    }

    const changesUser =
      Object.hasOwn(set, principalAttribute) ||
      (remove as readonly string[]).includes(principalAttribute)
    const answer = await this.#scripts
      .update({
        key: this.#keys.session(id),
        args: [
          this.#deadlineOf(session),
          maxInactiveInterval ?? '',
          changesUser ? '1' : '',
          ...this.#limitArguments(limit),
          removed.length,
          fields.length,
          ...removed,
          ...fields,
        ],
      })
      .catch((cause) => this.#refused(cause, limit))
    if (answer === '0') return false
    if (maxInactiveInterval !== undefined) await this.#recordExpiry(id)
    if (!changesUser) return true

    const colon = answer.indexOf(':')
    const [created, before] = [Number(answer.slice(1, colon)), parsed(answer.slice(colon + 1))]
    if (isPrincipal(before) && String(before) !== after) {
      await this.#index.remove(String(before), id).catch(unavailable)
    }
    if (after === undefined)
      await this.#options.events?.changedUser(id, undefined).catch(unavailable)
    else {
      try {
        const [count] = await Promise.all([
          this.#index.add(after, id, created),
          this.#options.events?.changedUser(id, after),
        ])
        await this.#enforceLimit(after, id, count)
      } catch (cause) {
        await this.#endAfterFailure(id, cause)
      }
    }
    return true
  }

  async increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by = 1,
    limit?: AttributeLimit,
  ): Promise<number | undefined> {
    const id = idOf(session)
    checkAttributeName(attribute)
    checkCounter(attribute, this.#options.principalAttribute)
    if (!Number.isSafeInteger(by))
      throw new TypeError(`A counter grows by whole numbers, not ${by}`)
    if (!isSessionId(id)) return undefined
    inOneWrite(this.#redis)
    const args = [
      this.#layout.attributeField(attribute),
      by,
      this.#deadlineOf(session),
      ...this.#limitArguments(limit),
    ]
    const value = await this.#scripts
      .increment([this.#keys.session(id)], args)
      .catch((cause: Error) => {
        if (cause.message.includes('not an integer'))
          throw new TypeError(`"${attribute}" is not a counter`)
        return this.#refused(cause, limit)
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
    const { connectRedisPrefix } = this.#options
    inOneWrite(this.#redis)
    const [answer, endedOfConnectRedis] = await Promise.all([
      this.#scripts.destroy([this.#keys.session(id)], [this.#principalField]),
      connectRedisPrefix !== undefined && this.#redis.del(connectRedisPrefix + id),
    ]).catch(unavailable)
    if (answer === null) return { ended: Number(endedOfConnectRedis) === 1 }
    const user: unknown = parsed(String(answer))
    const principal = isPrincipal(user) ? String(user) : undefined
    await Promise.all([
      principal !== undefined && this.#index.remove(principal, id),
      this.#options.events?.destroyed(id, reason),
    ]).catch(unavailable)
    return { ended: true, principal }
  }

  async list(principal: Principal): Promise<SessionRecord<Shape>[]> {
    this.#checkIndex('list')
    return this.#index.sessions(principalText(principal)).catch(unavailable)
  }

  async listPage(principal: Principal, options: PageOptions = {}): Promise<Page<Shape>> {
    this.#checkIndex('listPage')
    const { limit, after } = resolvePage(options)
    const page = await this.#index.page(principalText(principal), limit, after).catch(unavailable)
    return { sessions: page.sessions, next: page.next }
  }

  async revokeAll(principal: Principal, exceptId?: string): Promise<number> {
    this.#checkIndex('revokeAll')
    const user = principalText(principal)
    let count = 0
    let after: string | undefined
    for (;;) {
      const page = await this.#index.page(user, 100, after).catch(unavailable)
      const others = page.sessions.filter(({ id }) => id !== exceptId)
      const ended = await Promise.all(others.map(({ id }) => this.destroy(id, 'revoked')))
      count += ended.filter(Boolean).length
      // A session that ended after its id was read may have been replaced by one of the same user (regenerate). The new one is
      // in the index by then, on this page or a later one.
      if (page.foundEnded || !ended.every(Boolean)) continue
      if (page.next === undefined) return count
      after = page.next
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
   * Problems of this Redis, one sentence each: it is older than 7.0, or its maxmemory-policy removes session keys. Empty when
   * there are none, and when INFO is not allowed or not answered. On a Cluster, one primary is checked.
   */
  async problems(): Promise<string[]> {
    return serverProblems(this.#redis)
  }

  async *#idsByPage(): AsyncGenerator<string[]> {
    try {
      for await (const page of scanKeys(this.#redis, this.#options.prefix)) {
        const ids = page.map((key) => this.#keys.idIn(key)).filter((id) => id !== undefined)
        if (ids.length > 0) yield ids
      }
    } catch (cause) {
      unavailable(cause)
    }
  }

  /** @param count how many sessions the user has, with this one */
  async #enforceLimit(principal: string, id: string, count: number): Promise<void> {
    const { maxSessionsPerUser } = this.#options
    if (maxSessionsPerUser === 0 || count <= maxSessionsPerUser) return
    // The index decides who came first, as its count is atomic; creation times can be in another order.
    const sessions = await this.#index.sessions(principal)
    await enforceUserLimit(id, sessions, this.#options, (id) => this.destroy(id, 'evicted'))
  }

  /**
   * Ends a session when a step after its writing has failed or refused it: the user's limit, the end of the replaced session,
   * or the index, without which its user could neither list nor revoke it.
   */
  async #endAfterFailure(id: string, cause: unknown): Promise<never> {
    await this.destroy(id, 'evicted').catch(() => {})
    const isOwn = [TooManySessionsError, SessionGoneError, StoreUnavailableError].some(
      (type) => cause instanceof type,
    )
    if (isOwn) throw cause
    return unavailable(cause)
  }

  /** Redis's time, in ms: clocks of servers differ. */
  async #now(): Promise<number> {
    const [seconds, microseconds] = await this.#redis.time()
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
  }

  /** Reads a session without counting it as use; given a principal, only a session of this user. */
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

  async #recordExpiry(id: string): Promise<void> {
    if (!this.#options.events) return
    const record = await this.#peek(id, 0)
    // For a session that has ended by now: the next sweep writes its event.
    await this.#options.events.expiresAt(id, record?.expiresAt ?? 0).catch(unavailable)
  }

  #takeOver(prefix: string, id: string, now: number): Promise<SessionRecord<Shape> | undefined> {
    const { principalAttribute, onUnreadable } = this.#options
    return takeOver(this.#redis, prefix, id, now, {
      insert: (id, { attributes, ...options }) => {
        // An empty name is no user here.
        if (attributes[principalAttribute] === '') delete attributes[principalAttribute]
        // The limit is left to the next login: a take-over ends no session.
        return this.#create(id, attributes as Partial<Shape>, options, false)
      },
      load: (id) => this.load(id),
      destroy: (id) => this.destroy(id, 'revoked'),
      onUnreadable,
    })
  }

  /** Field, value, field, value, …; an empty object as `cookie` counts as none. */
  #fieldsOf(attributes: object, cookie: CookieSettings | undefined): string[] {
    const encoded = Object.entries(this.#layout.encodeAttributes(attributes))
    const fields = encoded.flatMap(([name, text]) => [this.#layout.attributeField(name), text])
    if (cookie && Object.keys(cookie).length > 0) {
      fields.push(FIELD.cookie, this.#layout.encodeCookie(cookie))
    }
    return fields
  }

  /** For scripts: what the limited fields begin with, and how many there may be, or ''. */
  #limitArguments(limit: AttributeLimit | undefined): [string, number | ''] {
    if (limit === undefined) return ['', '']
    checkLimit(limit)
    return [this.#layout.attributeField(limit.prefix), limit.most]
  }

  /** Throws for what a script refused with LIMIT, LATE or TYPE, and for any other error of the client. */
  #refused(cause: Error, limit: AttributeLimit | undefined): never {
    if (limit && cause.message.startsWith('LIMIT ')) throw tooManyAttributes(limit)
    if (cause.message.startsWith('LATE ')) return refuseLateChange()
    const [, type, field = ''] = /^TYPE (.+?) sessionAttr:(.*)$/.exec(cause.message) ?? []
    if (type !== undefined) throw javaTypeError(field, type)
    return unavailable(cause)
  }

  /** @throws {TypeError} in a layout without an index of users */
  #checkIndex(method: string): void {
    if (this.#layout.hasUserIndex) return
    throw new TypeError(
      `${method} cannot be used with this layout, which has no index of users: find the sessions of a user with iterate`,
    )
  }

  /** Until when a change may be made, in ms by Redis's clock; '' for no limit. */
  #deadlineOf(session: SessionRef): number | '' {
    const { changeTimeoutSeconds } = this.#options
    if (typeof session === 'string' || changeTimeoutSeconds === 0) return ''
    return session.readTime + changeTimeoutSeconds * 1000
  }

  #decode(id: string, hash: FlatHash, readTime: number): SessionRecord<Shape> | undefined {
    try {
      return new RedisRecord(id, hash, readTime, this.#options)
    } catch (thrown) {
      const texts = typeof hash === 'string' ? hash.split(SEPARATOR) : hash
      const cause = texts.some(isJdkSerialized) ? new JdkSerializedError() : thrown
      this.#options.onUnreadable({ id, cause })
      return undefined
    }
  }

  /** A key that is not a hash is an unreadable record, not an unavailable Redis. */
  #wrongType(id: string, cause: Error): null {
    if (!cause.message.includes('WRONGTYPE')) return unavailable(cause)
    this.#options.onUnreadable({ id, cause })
    return null
  }
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
