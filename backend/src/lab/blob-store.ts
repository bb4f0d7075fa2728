// A session store as most Node stores work: the whole session is one JSON string, and a change is GET, change, SET. It
// shows what this loses. Of two changes at the same moment, the last SET erases the other one. A SET after a logout brings
// the session back. Do not use it outside of the lab.

import {
  type AttributeLimit,
  type Attributes,
  type Changes,
  type CounterName,
  checkAttributeName,
  checkSessionId,
  decodeAttributes,
  EncodedRecord,
  encodeAttributes,
  enforceLimit,
  expiresAt,
  type InsertOptions,
  type Inspection,
  idOf,
  isSessionId,
  type Page,
  SessionExistsError,
  type SessionRecord,
  type SessionRef,
  type SessionStore,
  type StoreOptions,
  scanKeys,
  unavailable,
} from '@session-clustering/store'
import type { Cluster, Redis } from 'ioredis'

interface Blob {
  creationTime: number
  lastAccessedTime: number
  maxInactiveInterval: number
  attributes: Record<string, unknown>
}

export interface BlobStoreOptions {
  idleTimeoutSeconds?: number | undefined
  absoluteLifetimeSeconds?: number | undefined
  onUnreadable?: StoreOptions['onUnreadable']
  /** Runs between the GET and the SET of every change. */
  beforeWrite?: () => Promise<void>
}

export class BlobSessionStore<Shape extends object = Attributes> implements SessionStore<Shape> {
  readonly idleTimeoutSeconds: number
  readonly #redis: Redis | Cluster
  readonly #options: BlobStoreOptions
  readonly #absoluteLifetimeSeconds: number

  constructor(redis: Redis | Cluster, options: BlobStoreOptions) {
    this.idleTimeoutSeconds = options.idleTimeoutSeconds ?? 1_800
    this.#absoluteLifetimeSeconds = options.absoluteLifetimeSeconds ?? 28_800
    this.#redis = redis
    this.#options = options
  }

  async load(id: string): Promise<SessionRecord<Shape> | undefined> {
    const blob = await this.#get(id)
    if (!blob) return undefined
    // Like most stores, only extend the TTL. To store the time of the last use would need another SET.
    blob.lastAccessedTime = Date.now()
    await this.#redis.pexpire(keyOf(id), this.#ttlMs(blob)).catch(unavailable)
    return this.#record(id, blob)
  }

  async insert(
    id: string,
    attributes: Partial<Shape>,
    { maxInactiveInterval = this.idleTimeoutSeconds }: InsertOptions = {},
  ): Promise<SessionRecord<Shape>> {
    checkSessionId(id, 'The session id')
    const now = Date.now()
    const times = { creationTime: now, lastAccessedTime: now, maxInactiveInterval }
    const blob: Blob = { ...times, attributes: decodeAttributes(encodeAttributes(attributes)) }
    const set = this.#redis.set(keyOf(id), JSON.stringify(blob), 'PX', this.#ttlMs(blob), 'NX')
    const stored = await set.catch(unavailable)
    if (stored === null) throw new SessionExistsError('A session with this id exists')
    return this.#record(id, blob)
  }

  async update(session: SessionRef, changes: Changes<Shape>): Promise<boolean> {
    const { set = {}, remove = [], maxInactiveInterval } = changes
    const encoded = encodeAttributes(set)
    return this.#change(idOf(session), (blob) => {
      enforceLimit(blob.attributes, changes)
      for (const name of remove) delete blob.attributes[name]
      Object.assign(blob.attributes, decodeAttributes(encoded))
      if (maxInactiveInterval !== undefined) blob.maxInactiveInterval = maxInactiveInterval
    })
  }

  async increment(
    session: SessionRef,
    attribute: CounterName<Shape>,
    by = 1,
    limit?: AttributeLimit,
  ): Promise<number | undefined> {
    checkAttributeName(attribute)
    let value = 0
    const living = await this.#change(idOf(session), ({ attributes }) => {
      const before = attributes[attribute] ?? (attribute in attributes ? Number.NaN : 0)
      value = typeof before === 'number' ? before + by : Number.NaN
      if (!Number.isInteger(value)) throw new TypeError(`"${attribute}" is not a counter`)
      enforceLimit(attributes, { set: { [attribute]: value }, limit })
      attributes[attribute] = value
    })
    return living ? value : undefined
  }

  async destroy(id: string): Promise<boolean> {
    return isSessionId(id) && (await this.#redis.del(keyOf(id)).catch(unavailable)) === 1
  }

  /** Always empty: most stores keep no list of a user's sessions. */
  async list(): Promise<SessionRecord<Shape>[]> {
    return []
  }

  async listPage(): Promise<Page<Shape>> {
    return { sessions: [], next: undefined }
  }

  async revokeAll(): Promise<number> {
    return 0
  }

  async inspect(id: string): Promise<Inspection | undefined> {
    if (!isSessionId(id)) return undefined
    const key = keyOf(id)
    const [value, ttlMs] = await Promise.all([this.#redis.get(key), this.#redis.pttl(key)]).catch(
      unavailable,
    )
    return value === null ? undefined : { key, type: 'string', ttlMs, fields: { value } }
  }

  async count(): Promise<number> {
    return (await this.#ids()).length
  }

  async *iterate(): AsyncGenerator<SessionRecord<Shape>> {
    for (const id of await this.#ids()) {
      const blob = await this.#get(id)
      if (blob) yield this.#record(id, blob)
    }
  }

  async clear(): Promise<number> {
    const ended = await Promise.all((await this.#ids()).map((id) => this.destroy(id)))
    return ended.filter(Boolean).length
  }

  async #ids(): Promise<string[]> {
    const ids: string[] = []
    for await (const keys of scanKeys(this.#redis, keyOf(''))) {
      ids.push(...keys.map((key) => key.slice(keyOf('').length)))
    }
    return ids
  }

  async #change(id: string, change: (blob: Blob) => void): Promise<boolean> {
    const blob = await this.#get(id)
    if (!blob) return false
    change(blob)
    await this.#options.beforeWrite?.()
    blob.lastAccessedTime = Date.now()
    const set = this.#redis.set(keyOf(id), JSON.stringify(blob), 'PX', this.#ttlMs(blob))
    await set.catch(unavailable)
    return true
  }

  async #get(id: string): Promise<Blob | undefined> {
    if (!isSessionId(id)) return undefined
    const text = await this.#redis.get(keyOf(id)).catch(unavailable)
    try {
      // The content is not validated.
      return text === null ? undefined : (JSON.parse(text) as Blob)
    } catch (cause) {
      this.#options.onUnreadable?.({ id, cause })
      return undefined
    }
  }

  #ttlMs(blob: Blob): number {
    return Math.max(1, Math.round(expiresAt(blob, this.#absoluteLifetimeSeconds) - Date.now()))
  }

  #record(id: string, blob: Blob): SessionRecord<Shape> {
    const encoded = encodeAttributes(blob.attributes)
    const session = { ...blob, encoded, cookie: undefined }
    return new EncodedRecord(id, session, Date.now(), this.#absoluteLifetimeSeconds)
  }
}

function keyOf(id: string): string {
  return `session:blob:${id}`
}
