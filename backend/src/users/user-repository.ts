import { unavailable } from '@session-clustering/store'
import type { Cluster, Redis } from 'ioredis'

export interface StoredPassword {
  /** PHC string. */
  hash: string
  /** Time of the last change, '' when the password has never changed. */
  changedAt: string
}

export interface UserRepository {
  /** The user expires, unless `noteLogin` is called. `false` when the name is taken. */
  create(username: string, passwordHash: string): Promise<boolean>
  /** Call it after a login: the user does not expire any more. @param browser replaces the one of the last login */
  noteLogin(username: string, browser?: string): Promise<void>
  /** The browser of the last login. */
  lastBrowser(username: string): Promise<string | undefined>
  /** `undefined` for an unknown user. */
  password(username: string): Promise<StoredPassword | undefined>
  /**
   * Replaces the hash `before` by `after`. `false` when another hash is stored.
   * @param changedAt for a new password; without it, the same password was hashed again
   */
  replaceHash(username: string, before: string, after: string, changedAt?: string): Promise<boolean>
}

/**
 * A user that has never logged in is removed after a day: somebody can prepare an account the day before, and a program that
 * signs up in a loop does not fill Redis (docs/security.md has the figures).
 */
const UNUSED_SECONDS = 24 * 60 * 60

// KEYS[1] user:<username>; ARGV: the hash, the time, the seconds until the user expires.
// One script: a login between two commands would make the user permanent, and the second command would undo that.
const CREATE = `-- user-create
if redis.call('HSETNX', KEYS[1], 'passwordHash', ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'createdAt', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1`

// KEYS[1] user:<username>; ARGV: the expected hash, then field, value, field, value, …
const REPLACE = `-- user-replace-hash
if redis.call('HGET', KEYS[1], 'passwordHash') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1`

/** Users in Redis, one hash for each: `user:<username>`. @throws {StoreUnavailableError} while Redis is away */
export function redisUsers(redis: Redis | Cluster): UserRepository {
  return {
    async create(username, passwordHash) {
      const created = await redis
        .eval(CREATE, 1, userKey(username), passwordHash, new Date().toISOString(), UNUSED_SECONDS)
        .catch(unavailable)
      return created === 1
    },
    async noteLogin(username, browser) {
      const key = userKey(username)
      await Promise.all([
        redis.persist(key),
        browser && redis.hset(key, 'lastBrowser', browser),
      ]).catch(unavailable)
    },
    async lastBrowser(username) {
      return (await redis.hget(userKey(username), 'lastBrowser').catch(unavailable)) ?? undefined
    },
    async password(username) {
      const [hash, changedAt] = await redis
        .hmget(userKey(username), 'passwordHash', 'passwordChangedAt')
        .catch(unavailable)
      return hash ? { hash, changedAt: changedAt ?? '' } : undefined
    },
    async replaceHash(username, before, after, changedAt) {
      const fields = ['passwordHash', after]
      if (changedAt !== undefined) fields.push('passwordChangedAt', changedAt)
      const replaced = await redis
        .eval(REPLACE, 1, userKey(username), before, ...fields)
        .catch(unavailable)
      return replaced === 1
    },
  }
}

function userKey(username: string): string {
  return `user:${username}`
}
