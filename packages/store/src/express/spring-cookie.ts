import { createHmac } from 'node:crypto'
import type { RequestHandler } from 'express'
import { base64OfId, idOfBase64 } from '../base64-id.ts'
import { checkOptionNames, checkText } from '../options.ts'
import { isNamed } from '../session-cookies.ts'

export interface SpringCookieOptions {
  /** express-session's `secret`; of several, the first. The browser gets no signature. */
  secret: string
  /** express-session's `name`. @default 'SESSION' */
  name?: string | undefined
}

/**
 * Middleware in front of `session(…)`, for a store with `layout: 'spring'`. express-session reads and writes signed cookies
 * alone, while Spring Session's cookie is the id in base64. This signs the cookie of a request, and takes the signature off
 * the cookie of its response.
 *
 * ```ts
 * app.use(springCookie({ secret }))
 * app.use(session({ name: 'SESSION', secret, genid: () => randomUUID(), store: expressSessionStore(sessions), … }))
 * ```
 *
 * @throws {TypeError} for an option that is wrong or does not exist; the message names it
 */
export function springCookie(options: SpringCookieOptions): RequestHandler {
  checkOptionNames(options, ['secret', 'name'])
  const { secret, name = 'SESSION' } = options
  checkText('secret', secret)
  checkText('name', name)

  /** A pair of the request's header, signed as express-session signs; none for a value that is not Spring's. */
  function signed(pair: string): string[] {
    if (!isNamed(pair, name)) return [pair]
    const id = idOfBase64(pair.slice(pair.indexOf('=') + 1).trim())
    if (id === undefined) return []
    const signature = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '')
    return [`${name}=${encodeURIComponent(`s:${id}.${signature}`)}`]
  }

  /** A line of Set-Cookie with the id alone; as it is for another cookie, and for one that is cleared. */
  function unsigned(line: string): string {
    const [pair = '', ...attributes] = line.split(';')
    const value = pair.slice(name.length + 1)
    if (!isNamed(pair, name) || !value.startsWith('s%3A')) return line
    const id = value.slice('s%3A'.length, value.lastIndexOf('.'))
    return [`${name}=${base64OfId(id)}`, ...attributes].join(';')
  }

  return (req, res, next) => {
    const { cookie } = req.headers
    if (cookie !== undefined) req.headers.cookie = cookie.split(';').flatMap(signed).join(';')
    const setHeader = res.setHeader.bind(res)
    res.setHeader = (header, value) =>
      header.toLowerCase() === 'set-cookie'
        ? setHeader(
            header,
            [value].flat().map((line) => unsigned(String(line))),
          )
        : setHeader(header, value)
    next()
  }
}
