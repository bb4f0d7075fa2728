// A user's sessions: a sorted set of ids, by creation. A session that expires does not remove itself. Its id is removed when it
// is found: by a list, by a later login, or by the limit. On a Redis Cluster, an index and its sessions have different slots.
import type { Cluster, Redis } from 'ioredis'
import type { Page, SessionRecord } from '../store.ts'
import { inOneWrite } from './one-write.ts'
import indexAdd from './scripts/index-add.ts'
import { defineScript, type RunScript } from './scripts.ts'

export interface UserIndexOptions<Shape extends object> {
  absoluteLifetimeMs: number
  keyOf: (principal: string) => string
  /** The time by Redis's clock, in ms. */
  now: () => Promise<number>
  /** Whether the session is in Redis. */
  exists: (id: string) => Promise<boolean>
  /** Reads a session without counting it as use; `undefined` when it has ended, or belongs to another user now. */
  peek: (
    id: string,
    readTime: number,
    principal: string,
  ) => Promise<SessionRecord<Shape> | undefined>
}

interface IndexPage<Shape extends object> extends Page<Shape> {
  /** Whether some ids were removed from the index, because their sessions had ended by the time they were read. */
  foundEnded: boolean
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

  /**
   * Adds a session and returns how many the user has now; sessions that have expired count until they are found.
   * @param creationTime in ms
   */
  async add(principal: string, id: string, creationTime: number): Promise<number> {
    inOneWrite(this.#redis)
    const key = this.#options.keyOf(principal)
    const answer = await this.#add([key], [id, creationTime, this.#options.absoluteLifetimeMs])
    const [size, ...idsToCheck] = answer as string[]
    return this.countLiving(principal, Number(size), idsToCheck)
  }

  /**
   * How many sessions the user has; sessions that have expired count until they are found.
   * @param size how many ids the index has
   * @param idsToCheck some of them: those whose session has ended are removed, and do not count
   */
  async countLiving(principal: string, size: number, idsToCheck: string[]): Promise<number> {
    // Not read: a login only asks whether they exist. A list finds those that belong to another user now.
    const exist = await Promise.all(idsToCheck.map((id) => this.#options.exists(id)))
    const ended = idsToCheck.filter((_, i) => !exist[i])
    await this.remove(principal, ...ended)
    return size - ended.length
  }

  async remove(principal: string, ...ids: string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.zrem(this.#options.keyOf(principal), ...ids)
  }

  /** All sessions of the user, oldest first. */
  async sessions(principal: string): Promise<SessionRecord<Shape>[]> {
    const sessions: SessionRecord<Shape>[] = []
    let page: Page<Shape> | undefined
    do {
      page = await this.page(principal, 100, page?.next)
      sessions.push(...page.sessions)
    } while (page.next !== undefined)
    return sessions
  }

  /** At most so many sessions of the user, oldest first, and where the next page begins. */
  async page(principal: string, limit: number, after?: string): Promise<IndexPage<Shape>> {
    const sessions: SessionRecord<Shape>[] = []
    let foundEnded = false
    let last = after
    for (;;) {
      const missing = limit - sessions.length
      inOneWrite(this.#redis)
      const [reply, now] = await Promise.all([
        // One more than is missing shows whether there is another page.
        this.#redis.zrange(
          this.#options.keyOf(principal),
          last === undefined ? '-inf' : `(${last}`,
          '+inf',
          'BYSCORE',
          'LIMIT',
          0,
          missing + 1,
          'WITHSCORES',
        ),
        this.#options.now(),
      ])
      // A client with `replyMapping: 'resp3'` answers pairs.
      const flat = reply.flat().map(String)
      const ids = flat.filter((_, i) => i % 2 === 0).slice(0, missing)
      const living = await this.living(principal, ids, now)
      sessions.push(...living)
      foundEnded ||= living.length < ids.length
      if (flat.length <= 2 * missing) return { sessions, next: undefined, foundEnded }
      last = flat[2 * missing - 1]
      if (sessions.length === limit) return { sessions, next: last, foundEnded }
    }
  }

  /** The sessions with these ids that are alive. Removes the other ids. */
  async living(
    principal: string,
    ids: readonly string[],
    readTime: number,
  ): Promise<SessionRecord<Shape>[]> {
    const records = await Promise.all(ids.map((id) => this.#options.peek(id, readTime, principal)))
    await this.remove(principal, ...ids.filter((_, i) => records[i] === undefined))
    return records.filter((record) => record !== undefined)
  }
}
