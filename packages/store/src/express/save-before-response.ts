// Saves a session before the response begins. By itself, express-session sends the status line first and saves then: the
// client of a request whose save failed gets a complete 200, and a browser follows a redirect before the login is stored.
import { isDeepStrictEqual } from 'node:util'
import type { Request, Response } from 'express'
import { encodeAttributes } from '../attributes.ts'
import {
  attributesOf,
  hasFailed,
  isModified,
  noteFailure,
  repair,
  stateOf,
} from './session-state.ts'

type ExpressSession = Request['session']

/** Responses that wait, and the last session that express-session gave to their request. */
const SESSIONS = new WeakMap<Response, ExpressSession>()

/**
 * Makes `res.end` save the request's session first when it was changed. A failed save is handed to `next`, so that it is
 * answered with the error's status. Only for requests of Express, which has `req.res` and `req.next`; a response whose head
 * was sent already cannot wait.
 */
export function saveBeforeResponse(req: Request): void {
  const { res, session: given } = req
  if (!res || !req.next) return
  const isWaiting = SESSIONS.has(res)
  SESSIONS.set(res, given)
  if (isWaiting) return

  // express-session's, which saves what is not saved.
  const end = res.end as (...args: unknown[]) => Response
  let isSaving = false

  function fail(error: unknown): void {
    const { session } = req
    const state = stateOf(session)
    if (state) noteFailure(session, state)
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
    // The response is decided: whatever ends it again comes too late, as it does when the head has been sent.
    if (isSaving || !res) return res as Response
    const damage = damageOf(req, SESSIONS.get(res))
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
    if (res.headersSent || !isModified(session, state)) return end.apply(res, args)

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

  res.end = endAfterSave as Response['end']
}

/** What is wrong with the request's session, which is repaired; `undefined` when nothing is. */
function damageOf(req: Request, given: ExpressSession | undefined): string | undefined {
  const session: unknown = req.session
  // Unset, which is the `unset` option's affair.
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

/** Answers what takes the head of a response back to what it is now, where it was changed. */
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
