import { randomUUID } from 'node:crypto'
import { base64OfId, idOfBase64 } from '../base64-id.ts'
import type { CookieSigner } from './cookie-signer.ts'

/** In the place of a signature. */
const base64Signer: CookieSigner = {
  sign: base64OfId,
  unsign(cookie) {
    const id = idOfBase64(cookie)
    return { valid: id !== undefined, renew: false, value: id ?? null }
  },
}

/** The defaults of `sharedSessions` with `layout: 'spring'`. */
export const SPRING_COOKIE = {
  cookieName: 'SESSION',
  secret: base64Signer,
  idGenerator: () => randomUUID() as string,
}
