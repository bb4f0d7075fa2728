// What happens to sessions, told once each, whichever backend it happened on: created, destroyed, expired.
//
// Redis removes an expired session in silence, and its keyspace notifications are lost on whoever does not listen at
// that moment. So expiries are noted in a sorted set; every backend looks now and then for those that are due, and the
// one that removes the note, and no other, writes the event. Events go to a stream, which keeps them for backends
// that were away.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster, Redis, Result } from 'ioredis'
import { duplicateOf } from './duplicate.ts'
import { sessionKey } from './redis-record.ts'
import type { DestroyReason } from './store.ts'

declare module 'ioredis' {
  interface RedisCommander<Context> {
    sessionEvent(...keysAndArguments: (string | number)[]): Result<0 | 1, Context>
  }
}

export interface SessionEvent {
  /** Its place in the stream: reading can go on after it. */
  cursor: string
  type: 'created' | 'destroyed' | 'expired'
  id: string
  /** `undefined` for a session without a user. */
  principal: string | undefined
  /** Why a session was destroyed. */
  reason: DestroyReason | undefined
  /** Milliseconds since the epoch, by Redis's clock. */
  time: number
}

export interface SessionEventOptions {
  /** How often to look for sessions that have expired; the delay of their events. */
  sweepIntervalMs?: number
  /** How many events the stream keeps, about. */
  keep?: number
}

/** One hash tag, so that a Redis Cluster keeps the three together and one script can use them. Not `session:…`: whoever
 * looks for sessions should find sessions. */
const NOTES = 'events:{sessions}:expirations'
const PRINCIPALS = 'events:{sessions}:principals'
const STREAM = 'events:{sessions}:stream'
const BATCH = 100
const BLOCK_MS = 500
/** Of a read that waits for at most BLOCK_MS. */
const FORGOTTEN_MS = 3_000

/** Pass it to a RedisSessionStore as `events`; without one, no session costs anything for it. */
export class SessionEvents {
  readonly #redis: Redis | Cluster
  readonly #keep: number
  readonly #sweeper: NodeJS.Timeout

  constructor(
    redis: Redis | Cluster,
    { sweepIntervalMs = 1_000, keep = 10_000 }: SessionEventOptions = {},
  ) {
    this.#redis = redis
    this.#keep = keep
    const lua = readFileSync(new URL('scripts/event.lua', import.meta.url), 'utf8')
    redis.defineCommand('sessionEvent', { numberOfKeys: 3, lua })
    this.#sweeper = setInterval(() => {
      // Redis away: the notes wait, and so do the events.
      this.sweep().catch(() => {})
    }, sweepIntervalMs).unref()
  }

  /** A session has been stored; it expires after so many milliseconds if nobody uses it. */
  async created(id: string, principal: string | undefined, expiresInMs: number): Promise<void> {
    await this.#tell('created', id, expiresInMs, principal ?? '')
  }

  async destroyed(id: string, reason: DestroyReason): Promise<void> {
    await this.#tell('destroyed', id, reason)
  }

  /** A session's expiry has come nearer. (When it moves away, whoever looks at the note finds out.) */
  async expiresAt(id: string, time: number): Promise<void> {
    await this.#redis.zadd(NOTES, 'XX', String(Math.round(time)), id)
  }

  /** Tells of the sessions that have expired; done by itself at every interval. */
  async sweep(): Promise<void> {
    const [seconds, microseconds] = await this.#redis.time()
    const now = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
    const due = await this.#redis.zrangebyscore(NOTES, '-inf', now, 'LIMIT', 0, BATCH)
    await Promise.all(
      due.map(async (id) => {
        const ttlMs = await this.#redis.pttl(sessionKey(id))
        // Used since it was noted: look again when it would expire now.
        if (ttlMs > 0) await this.expiresAt(id, now + ttlMs)
        else await this.#tell('expired', id)
      }),
    )
    if (due.length === BATCH) await this.sweep()
  }

  /**
   * Events from now on, or after a cursor. The place is kept while Redis or the caller is away: what happened
   * meanwhile comes first. Ends when the signal aborts. Each subscription has a connection of its own.
   */
  async subscribe({
    after,
    signal,
  }: {
    after?: string
    signal?: AbortSignal
  } = {}): Promise<AsyncIterable<SessionEvent>> {
    const start = after ?? (await this.cursor())
    const connection = duplicateOf(this.#redis, {
      // A read that waits for events is not one that hangs, and must outlive a Redis that is away. (A cluster's client
      // forgets a command for a node that it gives up, without a word.)
      commandTimeout: this.#redis.isCluster ? FORGOTTEN_MS : undefined,
      socketTimeout: undefined,
      enableOfflineQueue: true,
      autoResendUnfulfilledCommands: true,
      maxRetriesPerRequest: null,
    })
    connection.on('error', () => {})
    signal?.addEventListener('abort', () => connection.disconnect(), { once: true })
    return read(connection, start, signal)
  }

  /** The place of the last event: all that comes after it has not happened yet. */
  async cursor(): Promise<string> {
    const [last] = await this.#redis.xrevrange(STREAM, '+', '-', 'COUNT', 1)
    return last?.[0] ?? '0-0'
  }

  /** What has happened after a cursor, as far as the stream still has it. */
  async since(cursor: string): Promise<SessionEvent[]> {
    const entries = await this.#redis.xrange(STREAM, `(${cursor}`, '+')
    return entries.map(([entry, fields]) => eventOf(entry, fields))
  }

  /** Stops looking for expired sessions. */
  close(): void {
    clearInterval(this.#sweeper)
  }

  async #tell(type: SessionEvent['type'], id: string, ...more: (string | number)[]): Promise<void> {
    await this.#redis.sessionEvent(NOTES, PRINCIPALS, STREAM, type, id, this.#keep, ...more)
  }
}

async function* read(
  connection: Redis | Cluster,
  start: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<SessionEvent> {
  let cursor = start
  try {
    while (!signal?.aborted) {
      const reply = await connection
        .xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', STREAM, cursor)
        .catch(async (error) => {
          if (signal?.aborted) return null
          if (!connection.isCluster || !isAway(error)) throw error
          // The node that has the stream is away; another one may have it soon.
          await wait(BLOCK_MS, undefined, { ref: false })
          return null
        })
      for (const [entry, fields] of reply?.[0]?.[1] ?? []) {
        cursor = entry
        yield eventOf(entry, fields)
      }
    }
  } finally {
    connection.disconnect()
  }
}

/** Whatever Redis itself answers has an error code in front. */
function isAway({ name }: Error): boolean {
  return name !== 'ReplyError'
}

function eventOf(cursor: string, flat: readonly string[]): SessionEvent {
  const fields: Record<string, string | undefined> = {}
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i] as string] = flat[i + 1]
  return {
    cursor,
    type: fields.type as SessionEvent['type'],
    id: fields.id ?? '',
    principal: fields.principal || undefined,
    reason: (fields.reason || undefined) as SessionEvent['reason'],
    time: Number(cursor.split('-')[0]),
  }
}
