// Hooks around those of @fastify/session. They run on every request, so they take a callback, which costs less than a promise.
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { isIntact } from './session-class.ts'
import {
  isMarkedEnded,
  markEnded,
  restoreCookie,
  type SessionObject,
  type SessionState,
  stateOf,
} from './session-object.ts'

type CookieOptions = Parameters<FastifyReply['setCookie']>[2]

export interface SessionCookie {
  name: string
  /** In front of the signed id in the cookie's value. */
  prefix: string
  /** What the cookie is cleared with; `secure: 'auto'` follows the protocol of the request. */
  options: Omit<NonNullable<CookieOptions>, 'secure'> & { secure?: boolean | 'auto' | undefined }
}

/**
 * Makes a request anonymous whose session has ended while it ran (it revoked itself, say): nothing of the session is saved,
 * and its cookie is cleared. `request.session.destroy()` does this by itself.
 */
export function forgetSession(request: FastifyRequest): void {
  markEnded(request)
  detachSession(request)
}

/** `null` is the plugin's own value for "no session", though its types do not have it. */
function detachSession(request: FastifyRequest): void {
  Object.assign(request, { session: null })
}

/**
 * `onSend`, before the plugin's: decides whether the session is saved, and finds damage on which the plugin would throw. A
 * session that is not to be saved is hidden from the plugin.
 */
export function beforeSave(
  cookie: SessionCookie,
  { savesEmpty, rolling }: { savesEmpty: boolean; rolling: boolean },
) {
  return (
    request: FastifyRequest,
    reply: FastifyReply,
    _payload: unknown,
    done: HookHandlerDoneFunction,
  ): void => {
    const session: SessionObject | null = request.session
    const state = stateOf(session)
    const isFailed = reply.statusCode >= 500
    const damage = session && !isFailed ? damageOf(session, state, cookie) : undefined
    // A session that has ended is not saved. The cookie of a session that ended elsewhere is left alone: a parallel request may
    // just have replaced it by a new one.
    if (damage !== undefined || state?.hasEnded || state?.failure) detachSession(request)
    // A request that failed changes nothing in the session.
    else if (isFailed) hideSession(request)
    else if (isMarkedEnded(request)) clear(request, reply, cookie)
    else if (session && state?.record) renewCookie(session, request, reply, cookie, rolling)
    // A cookie whose session is not found here is left alone, where the plugin would clear it: another server may know the
    // session (with a store in each), or this one again in a moment.
    else if (session && state && !savesEmpty && !session.isModified()) hideSession(request)
    if (state) state.isSent = true
    if (damage === undefined) done()
    else done(new TypeError(damage))
  }
}

const HIDDEN: unique symbol = Symbol('hidden session')

interface Hiding {
  [HIDDEN]?: SessionObject | null
}

function hideSession(request: FastifyRequest): void {
  ;(request as Hiding)[HIDDEN] = request.session
  detachSession(request)
}

/** `onSend`, after the plugin's: later hooks find the session where the types say that it is. */
export function showSession(
  request: FastifyRequest,
  _reply: FastifyReply,
  _payload: unknown,
  done: HookHandlerDoneFunction,
): void {
  const hidden = (request as Hiding)[HIDDEN]
  if (hidden) {
    request.session = hidden
    ;(request as Hiding)[HIDDEN] = null
  }
  done()
}

/** A description of what a handler did to `request.session` on which the plugin would throw; `undefined` for nothing. */
function damageOf(
  session: SessionObject,
  state: SessionState | undefined,
  { options: { path } }: SessionCookie,
): string | undefined {
  if (!state) {
    // On paths outside of the path of the cookie, the plugin leaves an empty object here.
    const isPlaceholder =
      path !== '/' &&
      Object.getPrototypeOf(session) === Object.prototype &&
      Object.keys(session).length === 0
    return isPlaceholder
      ? undefined
      : 'request.session is no session: it was replaced, or the path is outside of the path of the cookie'
  }
  if (!isIntact(session)) {
    return 'A method or the prototype of request.session was overwritten: these names cannot be attributes'
  }
  restoreCookie(session, state)
  const cookie = session.cookie as { toJSON?: unknown } | null
  return typeof cookie?.toJSON === 'function'
    ? undefined
    : '"cookie" cannot be the name of a session attribute'
}

/**
 * A stored session whose cookie the browser does not have gets it: after `regenerate(names)`, which stores the new session
 * at once, and after a rotation of secrets. The plugin would take the cookie that came for another session's, and clear it.
 */
function renewCookie(
  session: SessionObject,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, prefix }: SessionCookie,
  rolling: boolean,
): void {
  const signed = prefix + session.encryptedSessionId
  const isInsecure = session.cookie.secure === true && request.protocol !== 'https'
  if (request.cookies[name] === signed || isInsecure) return
  request.cookies[name] = signed
  const isSentByPlugin = rolling || session.isSaved() || session.isModified()
  if (!isSentByPlugin) reply.setCookie(name, signed, cookieOptionsOf(session))
}

/** As the plugin passes them on: `expires` is computed from milliseconds, where Set-Cookie's Max-Age has seconds. */
function cookieOptionsOf({ cookie }: SessionObject): CookieOptions {
  const { toJSON } = cookie as unknown as { toJSON(): CookieOptions }
  return toJSON.call(cookie)
}

function clear(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, options }: SessionCookie,
): void {
  if (request.cookies?.[name] === undefined) return
  const { secure } = options
  const isSecure = secure === 'auto' ? request.protocol === 'https' : (secure ?? true)
  reply.clearCookie(name, { ...options, secure: isSecure })
}
