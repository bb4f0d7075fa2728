// What a packet brings back, in a few words.
import { cookieAfter, isLogout, shortCookie } from '../cookies.ts'
import type { Lab } from '../i18n/en.ts'
import type { Exchange } from '../observation.ts'
import { others } from '../state.ts'
import type { Result } from './packets.ts'

export function resultOf(exchange: Exchange, l: Lab): Result {
  const { record, cookie, servedBy, user, before } = exchange
  const held = cookieAfter(exchange)
  if (isLogout(exchange)) return { text: l.verdict.deleted, kind: 'bad' }
  // The answer sets a new cookie.
  if (held && held !== cookie) return { text: shortCookie(held), kind: 'cookie' }
  if (servedBy !== null && others.value.includes(servedBy)) {
    // It does not tell what it has found: only its answer does.
    if (user) return { text: l.verdict.found, kind: 'good' }
    return { text: user === null && before ? l.verdict.notFound : '', kind: 'bad' }
  }
  if (!cookie || record === undefined) return { text: '', kind: 'good' }
  return record
    ? { text: l.verdict.found, kind: 'good' }
    : { text: l.verdict.notFound, kind: 'bad' }
}
