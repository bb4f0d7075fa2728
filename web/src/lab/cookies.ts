// The session cookie that the browser holds in each realm. It is HttpOnly: no script can read it, so the answers tell it.
import { signal } from '@preact/signals'
import type { Realm } from '@session-clustering/api/lab'
import type { Exchange } from './observation.ts'

export const cookieNames = {
  shared: 'sid',
  second: 'second_sid',
  isolated: 'isolated_sid',
  blob: 'blob_sid',
} as const

/** The cut session id in the cookie; null without a cookie; undefined when no answer has said it. */
export const cookies = signal<Partial<Record<Realm, string | null>>>({})

export function followCookie(exchange: Exchange): void {
  const held = cookieAfter(exchange)
  if (held !== undefined) cookies.value = { ...cookies.value, [exchange.realm]: held }
}

/** The cookie after the request: a login sets one, and a logout removes it. */
export function cookieAfter({ request, status, record, cookie }: Exchange) {
  if (record) return record.key.split(':').at(-1)
  if (isLogout({ request, status })) return null
  return cookie
}

export function isLogout({ request, status }: Pick<Exchange, 'request' | 'status'>): boolean {
  return (request === 'logout' || request === 'everywhere') && status === 204
}

/** The first four characters of a session id are enough to recognise it. */
export const shortCookie = (id: string) => `${id.slice(0, 4)}…`
