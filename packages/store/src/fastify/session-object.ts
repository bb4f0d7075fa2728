// What belongs to a session object of @fastify/session beside its attributes, kept so that Object.keys, structuredClone and
// clearing find attributes (and the plugin's `cookie`) and nothing else.
import type { FastifyRequest, Session } from 'fastify'
import type { CookieSettings, SessionRecord } from '../store.ts'

/** What the application has declared of its sessions, in fastify's `Session` interface. */
export type SessionShape = Omit<Session, 'cookie'>

/** `request.session`, with what the plugin's types leave out. */
export type SessionObject = FastifyRequest['session']

export interface SessionState {
  /** `undefined` for a session that was never stored. */
  record: SessionRecord<SessionShape> | undefined
  /** The cookie object that the session began with. */
  cookie: Session['cookie']
  /** Its `originalMaxAge` then: `session.cookie.maxAge = …` changes the object in place. */
  maxAge: number | null
  /** Cookie settings of the session that this one replaced. */
  inherited: CookieSettings | undefined
  /** The session has ended, or could not replace the one before: it is not saved any more. */
  hasEnded: boolean
  /** The response is being sent: a save that fails now is not tried again for the error's response. */
  isSent: boolean
  /** The plugin asks for JSON next, only to hash it. */
  isHashed: boolean
  /** The save that is under way: saves of one session wait for each other. */
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
    maxAge: session.cookie.originalMaxAge,
    inherited: undefined,
    hasEnded: known.hasEnded ?? false,
    isSent: false,
    isHashed: false,
    saving: undefined,
  }
  ;(session as Stateful)[STATE] = state
  return state
}

/** From now on, the session's present cookie settings are those that are stored. */
export function attachCookie(state: SessionState, { cookie }: SessionObject): void {
  state.cookie = cookie
  state.maxAge = cookie.originalMaxAge
  state.inherited = undefined
}

/** The stored record behind a request's session; `undefined` for a session that has not been stored. */
export function recordOf(
  session: object | null | undefined,
): SessionRecord<SessionShape> | undefined {
  return stateOf(session)?.record
}

/** Requests whose session was ended by themselves: their cookie is cleared. */
const ENDED = new WeakSet<FastifyRequest>()

export function noteEnd(request: FastifyRequest): void {
  ENDED.add(request)
}

export function hasNotedEnd(request: FastifyRequest): boolean {
  return ENDED.has(request)
}

/** Settings that `session.options(…)` and `session.cookie.… = …` change for one session. */
const COOKIE_SETTINGS = ['sameSite', 'path', 'domain', 'httpOnly', 'secure', 'partitioned'] as const

/** The cookie settings to store; `undefined` when they have not changed since the session was read. */
export function changedCookie(
  session: SessionObject,
  state: SessionState,
): CookieSettings | undefined {
  const { cookie } = session
  if (cookie === state.cookie && cookie.originalMaxAge === state.maxAge) return state.inherited
  const settings: Record<string, unknown> = { ...(state.inherited ?? state.record?.cookie) }
  for (const name of COOKIE_SETTINGS) {
    const value: unknown = Reflect.get(cookie, name)
    if (value !== Reflect.get(state.cookie, name)) settings[name] = value
  }
  delete settings.originalMaxAge
  delete settings.expires
  if (cookie.originalMaxAge) settings.originalMaxAge = cookie.originalMaxAge
  else if (cookie.expires) settings.expires = cookie.expires.toISOString()
  return settings
}
