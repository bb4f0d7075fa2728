// The state of a session object of @fastify/session, kept so that Object.keys, structuredClone and clearing find attributes
// (and the plugin's `cookie`) and nothing else.
import type { FastifyRequest, Session } from 'fastify'
import type { CookieSettings, SessionRecord } from '../store.ts'
import { type CookieSnapshot, snapshotOf } from './cookie-changes.ts'

/** What the application has declared of its sessions, in fastify's `Session` interface. */
export type SessionShape = Omit<Session, 'cookie'>

/** `request.session`, with what the plugin's types leave out. */
export type SessionObject = FastifyRequest['session']

export interface SessionState {
  /** `undefined` for a session that was never stored. */
  record: SessionRecord<SessionShape> | undefined
  /** The cookie object that the session began with. */
  cookie: Session['cookie']
  /** Its settings then: `session.cookie.maxAge = …` changes the object in place. */
  settings: CookieSnapshot
  /** Cookie settings of the session that this one replaced. */
  inherited: CookieSettings | undefined
  /** The session has ended, or could not replace the one before: it is not saved any more. */
  hasEnded: boolean
  /** The response is being sent. */
  isSent: boolean
  /** Why a save failed while the response was being sent: it is not tried again for the error's response. */
  failure: unknown
  /** The next call of toJSON is for the plugin's hash. */
  isHashNext: boolean
  /** The present save: saves of one session wait for each other. */
  saving: Promise<void> | undefined
}

/**
 * Under a symbol, as the plugin keeps its own properties: no list of keys, no JSON and no clone has it. (A WeakMap took 7 %
 * of the CPU time of a read, in garbage collection.)
 */
const STATE: unique symbol = Symbol('state')

interface Stateful {
  [STATE]?: SessionState
}

export function stateOf(session: object | null | undefined): SessionState | undefined {
  return (session as Stateful | null | undefined)?.[STATE]
}

export function attachState(session: SessionObject, known: Partial<SessionState>): SessionState {
  const state: SessionState = {
    record: known.record,
    cookie: session.cookie,
    settings: snapshotOf(session.cookie),
    inherited: undefined,
    hasEnded: known.hasEnded ?? false,
    isSent: false,
    failure: undefined,
    isHashNext: false,
    saving: undefined,
  }
  ;(session as Stateful)[STATE] = state
  return state
}

/** From now on, the session's present cookie settings are those that are stored. */
export function attachCookie(state: SessionState, { cookie }: SessionObject): void {
  state.cookie = cookie
  state.settings = snapshotOf(cookie)
  state.inherited = undefined
}

/** The stored record behind a request's session; `undefined` for a session that has not been stored. */
export function recordOf(
  session: object | null | undefined,
): SessionRecord<SessionShape> | undefined {
  return stateOf(session)?.record
}

/** Requests that ended their own session: their cookie is cleared. */
const ENDED = new WeakSet<FastifyRequest>()

export function markEnded(request: FastifyRequest): void {
  ENDED.add(request)
}

export function isMarkedEnded(request: FastifyRequest): boolean {
  return ENDED.has(request)
}

/** Clearing a session key by key removes the plugin's `cookie`, too. */
export function restoreCookie(session: SessionObject, { cookie }: SessionState): void {
  if (!Object.hasOwn(session, 'cookie')) session.cookie = cookie
}
