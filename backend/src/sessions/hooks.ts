// Hooks that @fastify/session needs beside it; each says where it has to stand.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CookieSigner } from './cookie-signer.ts'
import { recordOf } from './plugin-store.ts'

/**
 * `onRequest`, after @fastify/cookie and before the plugin: a session cookie that comes twice is none, because nobody
 * can say which of the two this site has given.
 */
export function ignoreDoubledCookie(name: string) {
  return async (request: FastifyRequest): Promise<void> => {
    const header = request.headers.cookie
    if (header === undefined || header.indexOf(name) === header.lastIndexOf(name)) return
    const sent = header.split(';').filter((pair) => pair.split('=', 1)[0]?.trim() === name)
    if (sent.length > 1) delete request.cookies[name]
  }
}

/**
 * `onSend`, before the plugin is registered: a request that failed with a 5xx has changed nothing in the session,
 * where the plugin would save whatever the handler had done until then.
 */
export async function discardChangesOnServerError(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (reply.statusCode >= 500) forgetSession(request)
}

/**
 * `onSend`, before the plugin is registered: a cookie whose session is not found here is left alone, where the plugin
 * would clear it. Another server may know the session, or this one again in a moment; unknown, it opens nothing.
 */
export async function leaveUnknownCookie(request: FastifyRequest): Promise<void> {
  const { session } = request
  if (session && !recordOf(session) && !session.isModified()) forgetSession(request)
}

/**
 * `onSend`, after the plugin is registered: a living session whose cookie an older secret has signed gets one
 * signed by the present secret, where the plugin, taking it for another session's, would clear it.
 */
export function renewCookie(signer: CookieSigner, name: string, options: CookieAttributes) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // First of all: a request that was refused before its cookies were read has none at all.
    const record = recordOf(request.session)
    if (!record) return
    const cookie = request.cookies[name]
    if (cookie === undefined) return
    const { renew, value } = signer.unsign(cookie)
    if (renew && value === record.id) reply.setCookie(name, signer.sign(value), options)
  }
}

type CookieAttributes = Parameters<FastifyReply['setCookie']>[2]

/** For a session that has ended while its request runs: from here on the request is nobody's. */
export function forgetSession(request: FastifyRequest): void {
  // The plugin's types deny it, but null is how the plugin itself says "no session".
  Object.assign(request, { session: null })
}
