// Hooks that @fastify/session needs beside it; each says where it has to stand. They run on every request, so they take
// a callback, which costs less than a promise.
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { recordOf } from './plugin-store.ts'

/**
 * `onRequest`, after @fastify/cookie and before the plugin: a session cookie that comes twice is none, because nobody
 * can say which of the two this site has given.
 */
export function ignoreDoubledCookie(name: string) {
  return (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const header = request.headers.cookie
    if (header !== undefined && header.indexOf(name) !== header.lastIndexOf(name)) {
      const sent = header.split(';').filter((pair) => pair.split('=', 1)[0]?.trim() === name)
      if (sent.length > 1) delete request.cookies[name]
    }
    done()
  }
}

/**
 * `onSend`, before the plugin is registered: a request that failed with a 5xx has changed nothing in the session,
 * where the plugin would save whatever the handler had done until then.
 */
export function discardChangesOnServerError(
  request: FastifyRequest,
  reply: FastifyReply,
  _payload: unknown,
  done: HookHandlerDoneFunction,
): void {
  if (reply.statusCode >= 500) forgetSession(request)
  done()
}

/**
 * `onSend`, before the plugin is registered: a cookie whose session is not found here is left alone, where the plugin
 * would clear it. Another server may know the session, or this one again in a moment; unknown, it opens nothing.
 */
export function leaveUnknownCookie(
  request: FastifyRequest,
  _reply: FastifyReply,
  _payload: unknown,
  done: HookHandlerDoneFunction,
): void {
  const { session } = request
  if (session && !recordOf(session) && !session.isModified()) forgetSession(request)
  done()
}

/**
 * `onSend`, before the plugin is registered: a living session whose cookie an older secret has signed gets one that
 * the present secret has signed. The plugin would take the old one for another session's, and clear it.
 */
export function renewCookie(name: string, options: CookieAttributes) {
  return (
    request: FastifyRequest,
    reply: FastifyReply,
    _payload: unknown,
    done: HookHandlerDoneFunction,
  ): void => {
    const { session } = request
    // First of all: a request that was refused before its cookies were read has none at all.
    const cookie = recordOf(session) && request.cookies[name]
    if (cookie !== undefined && cookie !== session.encryptedSessionId) {
      reply.setCookie(name, session.encryptedSessionId, options)
      request.cookies[name] = session.encryptedSessionId
    }
    done()
  }
}

type CookieAttributes = Parameters<FastifyReply['setCookie']>[2]

/** For a session that has ended while its request runs: from here on the request is nobody's. */
export function forgetSession(request: FastifyRequest): void {
  // The plugin's types deny it, but null is how the plugin itself says "no session".
  Object.assign(request, { session: null })
}
