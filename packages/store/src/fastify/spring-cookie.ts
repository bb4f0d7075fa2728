// The cookie of Spring Session's DefaultCookieSerializer: the id in base64, unsigned.
import { randomUUID } from 'node:crypto'
import { isSessionId } from '../session-id.ts'
import type { CookieSigner } from './cookie-signer.ts'

/** In the place of a signature. A value that is no id in base64 is not valid. */
const base64Signer: CookieSigner = {
  sign: (id) => Buffer.from(id).toString('base64'),
  unsign(cookie) {
    const id = Buffer.from(cookie, 'base64').toString()
    const valid = isSessionId(id) && base64Signer.sign(id) === cookie
    return { valid, renew: false, value: valid ? id : null }
  },
}

/** The defaults of `sharedSessions` with `layout: 'spring'`. */
export const SPRING_COOKIE = {
  cookieName: 'SESSION',
  secret: base64Signer,
  idGenerator: () => randomUUID() as string,
  /** Spring reads '=' and '+' as they are, and not in percent-encoding. */
  cookie: { encode: String },
}
