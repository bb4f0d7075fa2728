// A user's sessions: a sorted set of ids, scored by the expiry that was known when last looked at. Using a session does not
// touch its index (a read must not cost a second round trip), so a score that has passed says "look again", and the next
// reader corrects it. On a Redis Cluster, an index and its sessions have different slots.
import type { Cluster, Redis } from 'ioredis'
import type { SessionRecord } from '../store.ts'
import { inOneWrite } from './one-write.ts'
import indexAdd from './scripts/index-add.ts'
import { defineScript, type RunScript } from './scripts.ts'

export interface UserIndexOptions<Shape extends object> {
  absoluteLifetimeMs: number
  keyOf: (principal: string) => string
  /** The time by Redis's clock, in ms. */
  now: () => Promise<number>
  /** Reads a session without using it; `undefined` when it has ended, or belongs to another user now. */
  peek: (
    id: string,
    readTime: number,
    principal: string,
  ) => Promise<SessionRecord<Shape> | undefined>
}

export class UserIndex<Shape extends object> {
  readonly #redis: Redis | Cluster
  readonly #options: UserIndexOptions<Shape>
  readonly #add: RunScript

  constructor(redis: Redis | Cluster, options: UserIndexOptions<Shape>) {
    this.#redis = redis
    this.#options = options
    this.#add = defineScript(redis, 'sessionIndexAdd', indexAdd)
  }

  /** Enters a session and answers how many the user has now; ended ones count until somebody looks at them. */
  async add(principal: string, id: string, idleMs: number): Promise<number> {
    inOneWrite(this.#redis)
    const key = this.#options.keyOf(principal)
    const answer = await this.#add([key], [id, idleMs, this.#options.absoluteLifetimeMs])
    const [count, ...due] = answer as string[]
    return this.countLiving(principal, Number(count), due)
  }

  /** @param due members whose noted expiry has passed, out of `count` members */
  async countLiving(principal: string, count: number, due: string[]): Promise<number> {
    if (due.length === 0) return count
    // These records are not handed out, so they need no `readTime`.
    const living = await this.#lookAgain(principal, due, 0)
    return count - (due.length - living.length)
  }

  async remove(principal: string, ...ids: string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.zrem(this.#options.keyOf(principal), ...ids)
  }

  /** The user's living sessions, oldest first; members whose session has ended leave the index here. */
  async sessions(principal: string): Promise<SessionRecord<Shape>[]> {
    inOneWrite(this.#redis)
    const [ids, now] = await Promise.all([
      this.#redis.zrange(this.#options.keyOf(principal), 0, '-1'),
      this.#options.now(),
    ])
    const living = await this.#lookAgain(principal, ids, now)
    return living.sort((a, b) => a.creationTime - b.creationTime || (a.id < b.id ? -1 : 1))
  }

  async #lookAgain(
    principal: string,
    ids: string[],
    readTime: number,
  ): Promise<SessionRecord<Shape>[]> {
    const records = await Promise.all(ids.map((id) => this.#options.peek(id, readTime, principal)))
    const living = records.filter((record) => record !== undefined)
    const gone = ids.filter((_, i) => records[i] === undefined)
    const scores = living.flatMap((record) => [String(record.expiresAt), record.id])
    await Promise.all([
      this.remove(principal, ...gone),
      // XX: a member that another process removed meanwhile (logged out) must not come back.
      scores.length > 0 &&
        this.#redis.zadd(this.#options.keyOf(principal), 'XX', ...scores).catch(unlessFull),
    ])
    return living
  }
}

/** A Redis without memory refuses to write the corrected scores; reading goes on without them. */
function unlessFull(error: Error): void {
  if (!error.message.startsWith('OOM')) throw error
}
