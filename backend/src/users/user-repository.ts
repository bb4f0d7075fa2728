import { unavailable } from '@session-clustering/store'
import type { Cluster, Redis } from 'ioredis'

export interface StoredPassword {
  /** PHC string. */
  hash: string
  /** Time of the last change, '' when the password has never changed. */
  changedAt: string
}

export interface UserRepository {
  /** `false` when the name is taken. */
  create(username: string, passwordHash: string): Promise<boolean>
  exists(username: string): Promise<boolean>
  /** `undefined` for an unknown user. */
  password(username: string): Promise<StoredPassword | undefined>
  /**
   * Replaces the hash `before` by `after`. `false` when another hash is stored.
   * @param changedAt for a new password; without it, the same password was hashed again
   */
  replaceHash(username: string, before: string, after: string, changedAt?: string): Promise<boolean>
}

// KEYS[1] user:<username>; ARGV: the expected hash, then field, value, field, value, …
const REPLACE = `
if redis.call('HGET', KEYS[1], 'passwordHash') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1`

/** Users in Redis, one hash for each: `user:<username>`. @throws {StoreUnavailableError} while Redis is away */
export function redisUsers(redis: Redis | Cluster): UserRepository {
  return {
    async create(username, passwordHash) {
      const key = userKey(username)
      // HSETNX is atomic: of two sign-ups, the first sets the hash and gets the name. The other changes nothing.
      const [created] = await Promise.all([
        redis.hsetnx(key, 'passwordHash', passwordHash),
        redis.hsetnx(key, 'createdAt', new Date().toISOString()),
      ]).catch(unavailable)
      return created === 1
    },
    async exists(username) {
      return (await redis.exists(userKey(username)).catch(unavailable)) === 1
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
