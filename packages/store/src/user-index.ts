// A user's sessions: a sorted set of ids, scored by the expiry known when last looked at. A session's life goes
// on without it (a read must not cost a second round trip), so a score that has passed only says "look again",
// and whoever looks puts it right. The index lies beside the sessions, never in one script with them: on a
// Redis Cluster they live in different slots.
import type { Cluster, Redis } from 'ioredis'
import { inOneWrite } from './one-write.ts'
import type { SessionRecord } from './store.ts'

export interface UserIndexOptions<Shape extends object> {
  absoluteLifetimeMs: number
  /** Reads a session without using it; `undefined` when it has gone, or belongs to somebody else by now. */
  peek: (id: string, principal: string) => Promise<SessionRecord<Shape> | undefined>
}

export class UserIndex<Shape extends object> {
  readonly #redis: Redis | Cluster
  readonly #options: UserIndexOptions<Shape>

  constructor(redis: Redis | Cluster, options: UserIndexOptions<Shape>) {
    this.#redis = redis
    this.#options = options
  }

  /** Enters a session and answers how many the user has now, dead ones that nobody has looked at excepted. */
  async add(principal: string, id: string, idleMs: number): Promise<number> {
    const key = indexKey(principal)
    const { absoluteLifetimeMs } = this.#options
    const redis = inOneWrite(this.#redis)
    const [count, due] = await redis.sessionIndexAdd(key, id, idleMs, absoluteLifetimeMs)
    if (due.length === 0) return count
    const living = await this.#lookAgain(principal, due)
    return count - (due.length - living.length)
  }

  async remove(principal: string, ...ids: string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.zrem(indexKey(principal), ...ids)
  }

  /** The user's living sessions, oldest first; members whose session has gone leave the index here. */
  async sessions(principal: string): Promise<SessionRecord<Shape>[]> {
    const ids = await this.#redis.zrange(indexKey(principal), 0, '-1')
    const living = await this.#lookAgain(principal, ids)
    return living.sort((a, b) => a.creationTime - b.creationTime || (a.id < b.id ? -1 : 1))
  }

  async #lookAgain(principal: string, ids: string[]): Promise<SessionRecord<Shape>[]> {
    const records = await Promise.all(ids.map((id) => this.#options.peek(id, principal)))
    const living = records.filter((record) => record !== undefined)
    const gone = ids.filter((_, i) => records[i] === undefined)
    const scores = living.flatMap((record) => [String(record.expiresAt), record.id])
    await Promise.all([
      this.remove(principal, ...gone),
      // XX: what another process removed meanwhile (logged out) must not come back.
      scores.length > 0 && this.#redis.zadd(indexKey(principal), 'XX', ...scores).catch(unlessFull),
    ])
    return living
  }
}

/** A Redis that has no memory left refuses this one, and reading goes on without it. */
function unlessFull(error: Error): void {
  if (!error.message.startsWith('OOM')) throw error
}

export function indexKey(principal: string): string {
  return `session:user:${principal}`
}
