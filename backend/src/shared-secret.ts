// Compares this server's cookie secrets with those of the other servers. A server with other secrets accepts none of the
// visitors' cookies, so it logs out everybody whom the load balancer sends to it.
import { createHash } from 'node:crypto'
import type { Cluster, Redis } from 'ioredis'

/** Holds the fingerprint of the secret with which a server that was ready last signs. */
const KEY = 'cookie-secret'
/** Longer than the interval of readiness checks, which renew it. When no server has been ready for so long, any secret will do. */
const KEPT_SECONDS = 60

/** @param secrets the first one signs, all verify: while secrets are rotated, each server accepts what the others sign */
export function sharedSecret(redis: Redis | Cluster, secrets: readonly string[]) {
  const own = secrets.map(fingerprint)
  return {
    /** @throws when Redis does not answer */
    async isShared(): Promise<boolean> {
      const known = await redis.get(KEY)
      if (known !== null && !own.includes(known)) return false
      // A Redis that is full refuses to write. That changes nothing for readiness.
      await redis.set(KEY, own[0] ?? '', 'EX', KEPT_SECONDS).catch(() => {})
      return true
    },
  }
}

/** Tells secrets apart, and nobody can find the secret by it. */
function fingerprint(secret: string): string {
  return createHash('sha256').update(`fingerprint of ${secret}`).digest('base64url').slice(0, 16)
}
