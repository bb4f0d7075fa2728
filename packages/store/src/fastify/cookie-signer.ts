// @fastify/cookie is CommonJS. Node and bundlers find its export `Signer` by static analysis.
import { Signer } from '@fastify/cookie'
import { refuse } from '../options.ts'

export interface CookieSigner {
  sign(value: string): string
  unsign(cookie: string): { valid: boolean; renew: boolean; value: string | null }
}

/** A shorter secret can be found by trying; @fastify/session checks this only when it is given a single one. */
const SHORTEST_SECRET = 32
/** More than an id of 128 characters and a signature; a longer cookie is not hashed. */
const LONGEST_COOKIE = 256
const INVALID = { valid: false, renew: false, value: null } as const

/**
 * Signs and verifies session cookies as @fastify/cookie does (`value.HMAC-SHA-256`, which express-session writes as
 * well). The first secret signs, all verify: put a new one in front to rotate.
 *
 * Verified signatures are cached, so that a repeated cookie needs no HMAC. The cache belongs to one signer: after a secret is
 * removed, a new signer does not accept its cookies.
 *
 * @param options `cacheSize`: how many cookies are cached, some 400 bytes each, default 10,000; `algorithm`: of the HMAC,
 * as node:crypto names it, default sha256
 * @throws {TypeError} when there is no secret, one is shorter than 32 characters, or an option is wrong
 */
export function cookieSigner(
  secret: string | readonly string[],
  { cacheSize = 10_000, algorithm = 'sha256' }: { cacheSize?: number; algorithm?: string } = {},
): CookieSigner {
  const secrets = typeof secret === 'string' ? [secret] : secret
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw new TypeError('The option "secret" must be a string or several: at least one is needed')
  }
  if (secrets.some((one) => typeof one !== 'string' || one.length < SHORTEST_SECRET)) {
    throw new TypeError(`The option "secret": each must have ${SHORTEST_SECRET} characters or more`)
  }
  if (!Number.isSafeInteger(cacheSize) || cacheSize < 0) {
    refuse('cacheSize', 'a whole number of cookies', cacheSize)
  }
  const signer = new Signer([...secrets], algorithm)
  const verified = boundedMap<string, { valid: true; renew: boolean; value: string }>(cacheSize)
  const signed = boundedMap<string, string>(cacheSize)

  return {
    // The plugin signs the id of each session, new or loaded. Only loaded ones are cached.
    sign: (value) => signed.get(value) ?? signer.sign(value),

    unsign(cookie) {
      const known = verified.get(cookie)
      if (known) return known
      if (cookie.length > LONGEST_COOKIE) return INVALID
      const { valid, renew, value } = signer.unsign(cookie)
      if (!valid || !value) return INVALID
      const result = { valid, renew, value }
      verified.set(cookie, result)
      signed.set(value, renew ? signer.sign(value) : cookie)
      return result
    },
  }
}

/** A map that drops its oldest entry when it is full. */
function boundedMap<K, V>(size: number): Pick<Map<K, V>, 'get' | 'set'> {
  const map = new Map<K, V>()
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.set(key, value)
      if (map.size > size) {
        const [oldest] = map.keys()
        if (oldest !== undefined) map.delete(oldest)
      }
      return map
    },
  }
}
