// A user's sessions: a sorted set of ids. The score is the expiry when the session was last checked. A read of a session does
// not update the score, which would be a second round trip; so a session whose score has passed is checked again at the next
// login or list of the user, which removes it or corrects the score. On a Redis Cluster, an index and its sessions have different slots.
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
  /** Reads a session without counting it as use; `undefined` when it has ended, or belongs to another user now. */
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

  /** Adds a session and returns how many the user has now; sessions that have ended count until their score has passed. */
  async add(principal: string, id: string, idleMs: number): Promise<number> {
    inOneWrite(this.#redis)
    const key = this.#options.keyOf(principal)
    const answer = await this.#add([key], [id, idleMs, this.#options.absoluteLifetimeMs])
    const [count, ...due] = answer as string[]
    return this.countLiving(principal, Number(count), due)
  }

  /** @param due members whose score has passed, out of `count` members */
  async countLiving(principal: string, count: number, due: string[]): Promise<number> {
    if (due.length === 0) return count
    // These records are not returned, so they need no `readTime`.
    const living = await this.#check(principal, due, 0)
    return count - (due.length - living.length)
  }

  async remove(principal: string, ...ids: string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.zrem(this.#options.keyOf(principal), ...ids)
  }

  /** The user's sessions, oldest first. Removes members whose session has ended. */
  async sessions(principal: string): Promise<SessionRecord<Shape>[]> {
    inOneWrite(this.#redis)
    const [ids, now] = await Promise.all([
      this.#redis.zrange(this.#options.keyOf(principal), 0, '-1'),
      this.#options.now(),
    ])
    const living = await this.#check(principal, ids, now)
    return living.sort((a, b) => a.creationTime - b.creationTime || (a.id < b.id ? -1 : 1))
  }

  async #check(
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
      // XX: a member that another process removed meanwhile (a logout) is not added again.
      scores.length > 0 &&
        this.#redis.zadd(this.#options.keyOf(principal), 'XX', ...scores).catch(unlessFull),
    ])
    return living
  }
}

/** A Redis that is out of memory refuses the corrected scores; a list works without them. */
function unlessFull(error: Error): void {
  if (!error.message.startsWith('OOM')) throw error
}
