// Session events: created, destroyed, expired. Each is written once, by one of the processes.
//
// Redis removes expired sessions by itself, and its keyspace notifications reach only the clients that are subscribed at that
// moment. So a sorted set has the expiry of each session. Every process regularly reads the entries that are due, and the
// process that removes an entry from the set writes the event. A stream keeps the events for processes that were away.
import type { Cluster, Redis } from 'ioredis'
import { checkOptionNames, checkPrefix, refuse } from './options.ts'
import { duplicateClient } from './redis/duplicate-client.ts'
import { eventOf, readEvents, type SessionEvent } from './redis/event-stream.ts'
import { type Keys, keysWith } from './redis/keys.ts'
import { checkClient } from './redis/requirements.ts'
import eventScript from './redis/scripts/event.ts'
import { defineScript, type RunScript } from './redis/scripts.ts'
import type { DestroyReason } from './store.ts'

export interface SessionEventOptions {
  /** The `prefix` of the store whose events these are; ends as that one must. @default 'session:' */
  prefix?: string | undefined
  /** Milliseconds between two searches for expired sessions, which delay their events; a whole number. @default 1000 */
  sweepIntervalMs?: number | undefined
  /** About how many events the stream keeps (`MAXLEN ~`). @default 10000 */
  keep?: number | undefined
}

const BATCH = 100
/** Longer than a blocking read of event-stream.ts. */
const CLUSTER_TIMEOUT_MS = 3_000

/**
 * Session events in Redis. Pass it to a RedisSessionStore as `events`; a store without one writes none.
 * @throws {TypeError} for an option that is wrong or does not exist; the message names it
 */
export class SessionEvents {
  readonly prefix: string
  readonly #redis: Redis | Cluster
  readonly #keep: number
  readonly #keys: Keys
  readonly #write: RunScript
  readonly #sweeper: NodeJS.Timeout

  constructor(redis: Redis | Cluster, options: SessionEventOptions = {}) {
    checkClient(redis)
    checkOptionNames(options, ['prefix', 'sweepIntervalMs', 'keep'])
    const { prefix = 'session:', sweepIntervalMs = 1_000, keep = 10_000 } = options
    checkPrefix('prefix', prefix)
    for (const [name, value] of Object.entries({ sweepIntervalMs, keep })) {
      if (!(Number.isSafeInteger(value) && value > 0)) refuse(name, 'a whole number above 0', value)
    }
    this.prefix = prefix
    this.#redis = redis
    this.#keep = keep
    this.#keys = keysWith(prefix)
    this.#write = defineScript(redis, 'sessionEvent', eventScript)
    this.#sweeper = setInterval(() => {
      // While Redis is away, the entries wait in the set.
      this.sweep().catch(() => {})
    }, sweepIntervalMs).unref()
  }

  /** Writes that a session was stored. @param expiresInMs when it expires if it is not used */
  async created(id: string, principal: string | undefined, expiresInMs: number): Promise<void> {
    await this.#append('created', id, expiresInMs, principal ?? '')
  }

  /** Notes the new user of a session, for the event of its end; `undefined` for none. */
  async changedUser(id: string, principal: string | undefined): Promise<void> {
    const { expirations, principals, stream } = this.#keys.events
    await this.#write([expirations, principals, stream], ['user', id, '', '', principal ?? ''])
  }

  /** Writes that a session was ended, and why. */
  async destroyed(id: string, reason: DestroyReason): Promise<void> {
    await this.#append('destroyed', id, reason)
  }

  /** Notes an earlier expiry. A later one needs no call: `sweep` finds the session and notes its new expiry. */
  async expiresAt(id: string, time: number): Promise<void> {
    await this.#redis.zadd(this.#keys.events.expirations, 'XX', String(Math.round(time)), id)
  }

  /** Writes the events of the sessions that have expired; runs by itself at every interval. */
  async sweep(): Promise<void> {
    const [seconds, microseconds] = await this.#redis.time()
    const now = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
    const due = await this.#redis.zrangebyscore(
      this.#keys.events.expirations,
      '-inf',
      now,
      'LIMIT',
      0,
      BATCH,
    )
    await Promise.all(
      due.map(async (id) => {
        const ttlMs = Number(await this.#redis.pttl(this.#keys.session(id)))
        // It was used since.
        if (ttlMs > 0) await this.expiresAt(id, now + ttlMs)
        else await this.#append('expired', id)
      }),
    )
    if (due.length === BATCH) await this.sweep()
  }

  /**
   * Events from now on, or after a cursor. Reading continues after the last event when Redis was away. Ends when the signal
   * aborts. Each subscription opens a connection, and closes it when the iteration ends.
   */
  async subscribe({
    after,
    signal,
  }: {
    after?: string
    signal?: AbortSignal
  } = {}): Promise<AsyncIterable<SessionEvent>> {
    const start = after ?? (await this.cursor())
    const connection = duplicateClient(this.#redis, {
      // A blocking read waits for an event, so it has no time-out. On a Cluster it needs one: ioredis drops the queued
      // commands of a node that goes away without rejecting them.
      commandTimeout: this.#redis.isCluster ? CLUSTER_TIMEOUT_MS : undefined,
      socketTimeout: undefined,
      enableOfflineQueue: true,
      autoResendUnfulfilledCommands: true,
      maxRetriesPerRequest: null,
    })
    connection.on('error', () => {})
    signal?.addEventListener('abort', () => connection.disconnect(), { once: true })
    return readEvents(connection, this.#keys.events.stream, start, signal)
  }

  /** The cursor of the last event; '0-0' when there is none. */
  async cursor(): Promise<string> {
    const [last] = await this.#redis.xrevrange(this.#keys.events.stream, '+', '-', 'COUNT', 1)
    return last?.[0] ?? '0-0'
  }

  /** The events after a cursor that the stream still has, oldest first. @param limit at most so many; without it, all */
  async since(cursor: string, limit?: number): Promise<SessionEvent[]> {
    const { stream } = this.#keys.events
    const entries =
      limit === undefined
        ? await this.#redis.xrange(stream, `(${cursor}`, '+')
        : await this.#redis.xrange(stream, `(${cursor}`, '+', 'COUNT', limit)
    return entries.map(([entry, fields]) => eventOf(entry, fields))
  }

  /** Stops looking for expired sessions. */
  close(): void {
    clearInterval(this.#sweeper)
  }

  async #append(
    type: SessionEvent['type'],
    id: string,
    ...more: (string | number)[]
  ): Promise<void> {
    const { expirations, principals, stream } = this.#keys.events
    await this.#write([expirations, principals, stream], [type, id, this.#keep, ...more])
  }
}
