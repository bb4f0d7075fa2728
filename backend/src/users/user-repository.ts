import type { Redis } from 'ioredis'
import { unavailable } from '../sessions/index.ts'

export interface UserRepository {
  /** `false` when the name is taken. */
  create(username: string, passwordHash: string): Promise<boolean>
  exists(username: string): Promise<boolean>
  /** `undefined` when nobody has this name. */
  passwordHash(username: string): Promise<string | undefined>
  /** Replaces the hash of somebody who exists. */
  setPasswordHash(username: string, passwordHash: string): Promise<void>
}

/** Users in Redis: one hash each, `user:<username>`. Throws StoreUnavailableError when Redis is away. */
export function redisUsers(redis: Redis): UserRepository {
  return {
    async create(username, passwordHash) {
      const key = userKey(username)
      // Whoever sets the hash first has the name; the loser's second command changes nothing.
      const [created] = await Promise.all([
        redis.hsetnx(key, 'passwordHash', passwordHash),
        redis.hsetnx(key, 'createdAt', new Date().toISOString()),
      ]).catch(unavailable)
      return created === 1
    },
    async exists(username) {
      return (await redis.exists(userKey(username)).catch(unavailable)) === 1
    },
    async passwordHash(username) {
      const hash = await redis.hget(userKey(username), 'passwordHash').catch(unavailable)
      return hash ?? undefined
    },
    async setPasswordHash(username, passwordHash) {
      await redis.hset(userKey(username), { passwordHash }).catch(unavailable)
    },
  }
}

function userKey(username: string): string {
  return `user:${username}`
}
