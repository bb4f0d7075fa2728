// Several session cookies of one name in a request. Another program of the same host can set one, for another path or domain,
// and a request does not say who set which (RFC 6265, section 8.5).
import type { FastifyInstance, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import type { SessionStore } from '../store.ts'
import type { CookieSigner } from './cookie-signer.ts'
import type { SessionCookie } from './hooks.ts'
import type { SessionShape } from './session-object.ts'

/** How many cookies of the name are looked at: each costs a signature, and a read of the store if it is valid. */
const MOST_COOKIES = 5

/** Requests with the cookies of several living sessions: the ids of these sessions. */
const DOUBLED = new WeakMap<FastifyRequest, readonly string[]>()

/** Ends all sessions whose cookies came with a request, if there are several. */
export async function endDoubled(
  request: FastifyRequest | undefined,
  store: SessionStore<SessionShape>,
): Promise<void> {
  const ids = (request && DOUBLED.get(request)) ?? []
  await Promise.all(ids.map((id) => store.destroy(id)))
}

/**
 * `onRequest`, before the plugin: leaves one of several session cookies, the one that is signed and whose session is alive.
 * With several living sessions the request is anonymous: one of them may have been planted, so that this visitor acts for
 * somebody else. `destroy` and `regenerate` end them all.
 */
export function chooseCookie(
  app: FastifyInstance,
  store: SessionStore<SessionShape>,
  signer: CookieSigner,
  { name, prefix }: SessionCookie,
) {
  async function choose(request: FastifyRequest, values: readonly string[]): Promise<void> {
    const signed = values.flatMap((value) => {
      const { valid, value: id } = signer.unsign(value.slice(prefix.length))
      return valid && id && value.startsWith(prefix) ? [{ value, id }] : []
    })
    const ids = [...new Set(signed.map(({ id }) => id))]
    const records = ids.length > 1 ? await Promise.all(ids.map((id) => store.load(id))) : []
    const living = records.flatMap((record) => record?.id ?? [])
    if (living.length > 1) {
      DOUBLED.set(request, living)
      request.cookies[name] = ''
      return
    }
    const [only] = living
    const chosen = signed.find(({ id }) => only === undefined || id === only)
    if (chosen) request.cookies[name] = chosen.value
  }

  function valuesIn(header: string): string[] {
    if (header.indexOf(name) === header.lastIndexOf(name)) return []
    const pairs = header.split(';').filter((pair) => pair.split('=', 1)[0]?.trim() === name)
    return pairs.slice(0, MOST_COOKIES).map((pair) => app.parseCookie(pair)[name] ?? '')
  }

  return (request: FastifyRequest, _reply: unknown, done: HookHandlerDoneFunction): void => {
    const values = valuesIn(request.headers.cookie ?? '')
    if (values.length < 2) done()
    else choose(request, values).then(() => done(), done)
  }
}
