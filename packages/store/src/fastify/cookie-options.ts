// Checks of the `cookie` option: what @fastify/session would ignore, or fail on at each response, is refused at registration.
import type { FastifySessionOptions } from '@fastify/session'
import type { FastifyInstance } from 'fastify'
import { refuse, withoutUndefined } from '../options.ts'

type CookieOptions = NonNullable<FastifySessionOptions['cookie']>

type Check = [wanted: string, isRight: (value: unknown) => boolean]

const TEXT: Check = ['a string', (value) => typeof value === 'string']
const YES_OR_NO: Check = ['true or false', (value) => typeof value === 'boolean']
const SAME_SITE = [true, false, 'strict', 'lax', 'none']

/** Attributes of a cookie. The values of texts are tried in `tryCookie`. */
const COOKIE_CHECKS: Record<keyof CookieOptions, Check> = {
  path: TEXT,
  domain: TEXT,
  httpOnly: YES_OR_NO,
  partitioned: YES_OR_NO,
  secure: ["true, false or 'auto'", (value) => value === 'auto' || typeof value === 'boolean'],
  sameSite: [
    "true, false, 'strict', 'lax' or 'none'",
    (value) => SAME_SITE.some((known) => known === value),
  ],
  maxAge: [
    'a number of milliseconds above 0',
    (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  ],
  expires: ['a Date', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  priority: ["'low', 'medium' or 'high'", (value) => /^(low|medium|high)$/.test(String(value))],
  encode: ['a function', (value) => typeof value === 'function'],
}

export function checkCookie(cookie: unknown): void {
  if (typeof cookie !== 'object' || cookie === null || Array.isArray(cookie)) {
    refuse('cookie', 'an object', cookie)
  }
  for (const [name, value] of Object.entries(cookie)) {
    if (!Object.hasOwn(COOKIE_CHECKS, name)) {
      const known = Object.keys(COOKIE_CHECKS).join(', ')
      throw new TypeError(`There is no option "cookie.${name}"; there are ${known}`)
    }
    const [wanted, isRight] = COOKIE_CHECKS[name as keyof typeof COOKIE_CHECKS]
    if (value !== undefined && !isRight(value)) refuse(`cookie.${name}`, wanted, value)
  }
}

/** Writes a cookie once, as every response will: what a header cannot have would fail each of them. */
export function tryCookie(
  app: FastifyInstance,
  { cookieName, cookie }: { cookieName: string; cookie: CookieOptions },
): void {
  const { maxAge, secure, ...others } = cookie
  const expires = maxAge === undefined ? others.expires : new Date(Date.now() + maxAge)
  tried('cookieName', () => app.serializeCookie(cookieName, ''))
  tried('cookie', () =>
    app.serializeCookie(cookieName, 'value', {
      ...others,
      ...(expires && { expires }),
      secure: secure !== false,
    }),
  )
}

function tried(option: string, serialize: () => void): void {
  try {
    serialize()
  } catch (cause) {
    const { message } = cause as Error
    throw new TypeError(`The option "${option}" makes no cookie: ${message}`, { cause })
  }
}

/** The options by which a browser recognises a cookie. A cookie is cleared with the same ones. */
export function clearingOptions({
  path,
  domain,
  secure,
  sameSite,
  httpOnly,
  partitioned,
}: CookieOptions) {
  return withoutUndefined({ path, domain, secure, sameSite, httpOnly, partitioned })
}
