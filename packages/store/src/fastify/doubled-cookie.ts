import type { FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { chooseCookie, cookiesIn } from '../session-cookies.ts'
import type { SessionStore } from '../store.ts'
import type { CookieSigner } from './cookie-signer.ts'
import type { SessionCookie } from './hooks.ts'
import type { SessionShape } from './session-object.ts'

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
 * `onRequest`, before the plugin: leaves one of several session cookies. With the cookies of several living sessions the
 * request is anonymous, and `destroy` and `regenerate` end them all.
 */
export function oneCookie(
  store: SessionStore<SessionShape>,
  signer: CookieSigner,
  { name, prefix }: SessionCookie,
) {
  function idIn(value: string): string | undefined {
    if (!value.startsWith(prefix)) return undefined
    const { valid, value: id } = signer.unsign(value.slice(prefix.length))
    return valid && id ? id : undefined
  }

  return (request: FastifyRequest, _reply: unknown, done: HookHandlerDoneFunction): void => {
    const cookies = cookiesIn(request.headers.cookie ?? '', name)
    if (cookies.length === 0) {
      done()
      return
    }
    chooseCookie(store as unknown as SessionStore, cookies, idIn).then(({ chosen, doubled }) => {
      if (doubled.length > 0) DOUBLED.set(request, doubled)
      request.cookies[name] = chosen?.value ?? ''
      done()
    }, done)
  }
}
