// Several session cookies of one name in a request. Another program of the same host can set one, for another path or domain,
// and a request does not say who set which (RFC 6265, section 8.5).
import type { SessionStore } from './store.ts'

/** How many cookies of the name are looked at: each costs a signature, and a read of the store if it is valid. */
const MOST_COOKIES = 5

export interface SessionCookieValue {
  /** As the header has it. */
  pair: string
  /** Decoded. */
  value: string
}

/** The first cookies of a name in a header. Of a header with none or one, which is the usual case, []. */
export function cookiesIn(header: string, name: string): SessionCookieValue[] {
  if (header.indexOf(name) === header.lastIndexOf(name)) return []
  const pairs = header.split(';').filter((pair) => isNamed(pair, name))
  if (pairs.length < 2) return []
  return pairs.slice(0, MOST_COOKIES).map((pair) => ({ pair, value: decodedValue(pair) }))
}

export function isNamed(pair: string, name: string): boolean {
  return pair.split('=', 1)[0]?.trim() === name
}

function decodedValue(pair: string): string {
  const text = pair.slice(pair.indexOf('=') + 1).trim()
  const raw = text.startsWith('"') ? text.slice(1, -1) : text
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}

/**
 * Chooses the cookie that is signed and whose session is alive. With several living sessions it chooses none: one of them may
 * have been planted, so that this visitor acts for somebody else.
 *
 * @param idIn the session id in a cookie's value; `undefined` when its signature is not valid
 * @returns `doubled`: the ids of several living sessions, else []
 */
export async function chooseCookie(
  store: Pick<SessionStore, 'load'>,
  cookies: readonly SessionCookieValue[],
  idIn: (value: string) => string | undefined,
): Promise<{ chosen: SessionCookieValue | undefined; doubled: string[] }> {
  const signed = cookies.flatMap((cookie) => {
    const id = idIn(cookie.value)
    return id === undefined ? [] : [{ ...cookie, id }]
  })
  const ids = [...new Set(signed.map(({ id }) => id))]
  const records = ids.length > 1 ? await Promise.all(ids.map((id) => store.load(id))) : []
  const living = records.flatMap((record) => record?.id ?? [])
  if (living.length > 1) return { chosen: undefined, doubled: living }
  const [only] = living
  return { chosen: signed.find(({ id }) => only === undefined || id === only), doubled: [] }
}
