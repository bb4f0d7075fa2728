// The cookie value of Spring Session's DefaultCookieSerializer: the id in base64, unsigned.
import { isSessionId } from './session-id.ts'

export function base64OfId(id: string): string {
  return Buffer.from(id).toString('base64')
}

/** `undefined` for a value that is no session id in base64. */
export function idOfBase64(value: string): string | undefined {
  const id = Buffer.from(value, 'base64').toString()
  return isSessionId(id) && base64OfId(id) === value ? id : undefined
}
