import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { checkOptionNames, checkStore, checkText, refuse } from '../options.ts'
import { chooseCookie, cookiesIn, isNamed } from '../session-cookies.ts'
import type { SessionStore } from '../store.ts'

export interface OneSessionCookieOptions {
  /** express-session's `secret`. */
  secret: string | readonly string[]
  /** express-session's `name`. @default 'connect.sid' */
  name?: string | undefined
}

/** Requests with the cookies of several living sessions: the ids of these sessions. */
const DOUBLED = new WeakMap<Request, readonly string[]>()

export function doubledIn(req: Request): readonly string[] {
  return DOUBLED.get(req) ?? []
}

/**
 * Middleware in front of `session(…)`. express-session uses the first cookie of its name, and another program on the same
 * host can set one, which then hides the session. This leaves the one that is signed and whose session is alive, out of the
 * first five. With the cookies of several living sessions the request is anonymous, as one of them may be planted;
 * `destroy` and `regenerate` of its session end them all.
 *
 * ```ts
 * app.use(oneSessionCookie(sessions, { secret }))
 * app.use(session({ store: expressSessionStore(sessions), secret, resave: false, saveUninitialized: false }))
 * ```
 *
 * @param store the one behind `expressSessionStore`
 * @throws {TypeError} for an option that is wrong or does not exist; the message names it
 */
export function oneSessionCookie<Shape extends object>(
  store: SessionStore<Shape>,
  options: OneSessionCookieOptions,
): RequestHandler {
  checkStore(store)
  checkOptionNames(options, ['secret', 'name'])
  const { secret, name = 'connect.sid' } = options
  checkText('name', name)
  const secrets = typeof secret === 'string' ? [secret] : secret
  if (!Array.isArray(secrets) || !secrets.every(isSecret) || secrets.length === 0) {
    refuse('secret', 'a string, or several', secret)
  }

  return (req, _res, next) => {
    const { cookie = '' } = req.headers
    const cookies = cookiesIn(cookie, name)
    if (cookies.length === 0) {
      next()
      return
    }
    const choice = chooseCookie(store as unknown as SessionStore, cookies, (value) =>
      signedId(value, secrets),
    )
    choice.then(({ chosen, doubled }) => {
      if (doubled.length > 0) DOUBLED.set(req, doubled)
      const others = cookie.split(';').filter((pair) => !isNamed(pair, name))
      req.headers.cookie = [...(chosen ? [chosen.pair] : []), ...others].join(';')
      next()
    }, next)
  }
}

function isSecret(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** As express-session signs: `s:<id>.<HMAC-SHA-256 in base64 without =>`. */
function signedId(value: string, secrets: readonly string[]): string | undefined {
  const dot = value.lastIndexOf('.')
  if (!value.startsWith('s:') || dot < 0) return undefined
  const id = value.slice(2, dot)
  const given = Buffer.from(value.slice(dot + 1))
  const isSigned = secrets.some((secret) => {
    const wanted = Buffer.from(
      createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, ''),
    )
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  })
  return isSigned ? id : undefined
}
