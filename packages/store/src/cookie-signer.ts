import { createHmac, timingSafeEqual } from 'node:crypto'

export interface CookieSigner {
  sign(value: string): string
  unsign(cookie: string): { valid: boolean; renew: boolean; value: string | null }
}

/** A shorter secret can be found by trying; @fastify/session checks this only when it is given a single one. */
const SHORTEST_SECRET = 32
/** Longer than any cookie of ours: not worth hashing. */
const LONGEST_COOKIE = 256
const INVALID = { valid: false, renew: false, value: null } as const

/**
 * Signs and verifies session cookies in the format of @fastify/cookie (`value.HMAC-SHA-256`), for the `secret`
 * option of @fastify/session. The first secret signs, all verify: put a new one in front to rotate.
 *
 * What has been signed or verified is remembered, so that a session in use costs no HMAC a request. The memory
 * belongs to this signer and its secrets: a signer without a secret knows nothing of that secret's cookies.
 *
 * @param cacheSize how many cookies are remembered, some 400 bytes each
 * @throws {TypeError} when there is no secret, or one is shorter than 32 characters
 */
export function cookieSigner(secrets: readonly string[], cacheSize = 10_000): CookieSigner {
  const [current] = secrets
  if (current === undefined) throw new TypeError('At least one cookie secret is needed')
  if (secrets.some((secret) => secret.length < SHORTEST_SECRET)) {
    throw new TypeError(`Every cookie secret must have ${SHORTEST_SECRET} characters or more`)
  }
  const verified = boundedMap<string, { valid: true; renew: boolean; value: string }>(cacheSize)
  const signed = boundedMap<string, string>(cacheSize)

  return {
    sign(value) {
      let cookie = signed.get(value)
      if (cookie === undefined) {
        cookie = `${value}.${signature(value, current)}`
        signed.set(value, cookie)
      }
      return cookie
    },

    unsign(cookie) {
      const known = verified.get(cookie)
      if (known) return known
      const dot = cookie.lastIndexOf('.')
      if (dot < 1 || cookie.length > LONGEST_COOKIE) return INVALID
      const value = cookie.slice(0, dot)
      const secret = secrets.find((secret) =>
        equal(cookie.slice(dot + 1), signature(value, secret)),
      )
      if (secret === undefined) return INVALID
      const result = { valid: true, renew: secret !== current, value } as const
      verified.set(cookie, result)
      return result
    },
  }
}

function signature(value: string, secret: string): string {
  // Padding has a meaning of its own in cookies.
  return createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '')
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A map that forgets its oldest entry when it is full. */
function boundedMap<K, V>(size: number): Pick<Map<K, V>, 'get' | 'set'> {
  const map = new Map<K, V>()
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.set(key, value)
      const [oldest] = map.keys()
      if (map.size > size && oldest !== undefined) map.delete(oldest)
      return map
    },
  }
}
