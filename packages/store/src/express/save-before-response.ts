// Saves a session before the response begins. By itself, express-session sends the status line first and saves then: the
// client of a request whose save failed gets a complete 200, and a browser follows a redirect before the login is stored.
// It also calls methods of the session, which throw in `res.end` when an attribute has taken the name of one.
import { isDeepStrictEqual } from 'node:util'
import type { Request, Response } from 'express'
import { encodeAttributes } from '../attributes.ts'
import {
  attributesOf,
  hasFailed,
  isModified,
  recordFailure,
  repair,
  stateOf,
} from './session-state.ts'

type ExpressSession = Request['session']

/** Headers of the response that was not sent. They do not fit the body of the error's response. */
const BODY_HEADERS = [
  ...['Content-Length', 'Content-Type', 'Content-Encoding', 'Content-Language', 'Content-Range'],
  ...['ETag', 'Last-Modified', 'Transfer-Encoding'],
]

/** Responses that are guarded, and the last session that express-session gave to their request. */
const GIVEN_SESSIONS = new WeakMap<Response, ExpressSession>()

/**
 * Repairs the request's session before express-session uses it at the end of the response. With `waitForSave`, `res.end`
 * saves a changed session first. Damage and a failed save are passed to `next`, so that they are answered with the error's
 * status. Only for requests of Express, which has `req.res` and `req.next`; a response whose head was sent already cannot
 * wait.
 */
export function guardResponse(req: Request, waitForSave: boolean): void {
  const { res, session: given } = req
  if (!res || !req.next) return
  const isGuarded = GIVEN_SESSIONS.has(res)
  GIVEN_SESSIONS.set(res, given)
  if (isGuarded) return

  // express-session has replaced `end`: it sends the head, then saves a session whose attributes have changed.
  const end = res.end as (...args: unknown[]) => Response
  const writeHead = res.writeHead as (...args: unknown[]) => Response
  let isSaving = false
  /** Found when the head was sent, so that only the end of the response can fail. */
  let earlyDamage: string | undefined

  function fail(error: unknown): void {
    const { session } = req
    const state = stateOf(session)
    if (state) recordFailure(session, state)
    if (res && !res.headersSent) removeBodyHeaders(res)
    req.next?.(error)
  }

  /** express-session sees no session: it saves nothing, and sends no cookie of a session that may not exist. */
  function endWithoutSession(args: unknown[]): void {
    const { session, sessionID } = req
    Object.assign(req, { session: undefined, sessionID: undefined })
    try {
      end.apply(res, args)
    } finally {
      Object.assign(req, { session, sessionID })
    }
  }

  function endAfterSave(...args: unknown[]): Response {
    // The response waits for its save: a second `res.end` has no effect, as after the head was sent.
    if (isSaving || !res) return res as Response
    const damage = earlyDamage ?? damageOf(req, GIVEN_SESSIONS.get(res))
    earlyDamage = undefined
    if (damage !== undefined) {
      fail(new TypeError(damage))
      return res
    }
    const { session } = req
    const state = stateOf(session)
    if (!session || !state) return end.apply(res, args)
    if (hasFailed(session, state)) {
      endWithoutSession(args)
      return res
    }
    if (!waitForSave || res.headersSent || !isModified(session, state)) {
      return end.apply(res, args)
    }

    isSaving = true
    const restore = headOf(res)
    try {
      session.save((error) => {
        isSaving = false
        if (error) return fail(error)
        restore()
        end.apply(res, args)
      })
    } catch (error) {
      // express-session hashes the JSON of the session first, and does not say which attribute has none.
      isSaving = false
      fail(encodingProblem(session) ?? error)
    }
    return res
  }

  /** express-session makes its cookie of the session when the head is sent, which is before the end of a stream. */
  function writeHeadOfIntact(...args: unknown[]): Response {
    if (res) earlyDamage ??= damageOf(req, GIVEN_SESSIONS.get(res))
    return writeHead.apply(res, args)
  }

  res.end = endAfterSave as Response['end']
  res.writeHead = writeHeadOfIntact as Response['writeHead']
}

/** Repairs a damaged `req.session`. Answers a description of the damage, or `undefined` for an intact session. */
function damageOf(req: Request, given: ExpressSession | undefined): string | undefined {
  const session: unknown = req.session
  // Unset by the application; the `unset` option decides.
  if (session === undefined || session === null) return undefined
  const state = typeof session === 'object' ? stateOf(session) : undefined
  if (typeof session !== 'object' || !state) {
    Reflect.set(req, 'session', given)
    return 'req.session was replaced: change its attributes instead'
  }
  const name = repair(session, state)
  if (name === undefined) return undefined
  return `"${name}" cannot be the name of a session attribute`
}

function encodingProblem(session: object): unknown {
  try {
    encodeAttributes(attributesOf(session))
    return undefined
  } catch (error) {
    return error
  }
}

function removeBodyHeaders(res: Response): void {
  for (const name of BODY_HEADERS) {
    // Node closes the connection after a response whose Content-Length and Transfer-Encoding were removed, set or not.
    if (res.hasHeader(name)) res.removeHeader(name)
  }
}

/** Remembers the head of a response. @returns a function that restores it where it was changed since */
function headOf(res: Response): () => void {
  const { statusCode, statusMessage } = res
  const headers = { ...res.getHeaders() }
  return () => {
    Object.assign(res, { statusCode, statusMessage })
    if (isDeepStrictEqual({ ...res.getHeaders() }, headers)) return
    for (const name of res.getHeaderNames()) res.removeHeader(name)
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) res.setHeader(name, value)
    }
  }
}
