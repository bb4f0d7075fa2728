// What belongs to a session object of express-session beside its attributes. It is kept outside of the object, so that
// Object.keys, spread and JSON find attributes (and express-session's `cookie`) and nothing else.
import session, { type Cookie } from 'express-session'
import { hasChanges } from '../attributes.ts'
import type { Attributes, SessionRecord } from '../store.ts'
import { type CookieSnapshot, snapshotOf } from './cookie-settings.ts'

export interface SessionState {
  /** `undefined` for a session that was never stored. */
  record: SessionRecord | undefined
  /** The prototype and the cookie that express-session gave the object. */
  prototype: object | null
  cookie: unknown
  /** Its settings when they were last stored or read. */
  settings: CookieSnapshot
  /** When the store last counted a use, by this process's monotonic clock, in ms. */
  usedAt: number
  /** The application made the object and called `store.set`: it replaces what is stored under its id. */
  isFromApplication: boolean
  /** The session has ended: it is not saved any more. */
  hasEnded: boolean
  /** The attributes whose save failed last, as JSON; `undefined` when the last save did not fail. */
  failedJson: string | undefined
  /** The present save: saves of one session wait for each other. */
  saving: Promise<void> | undefined
}

const STATES = new WeakMap<object, SessionState>()

export function stateOf(object: object | null | undefined): SessionState | undefined {
  return object ? STATES.get(object) : undefined
}

export function newState(cookie: Cookie | undefined, record?: SessionRecord): SessionState {
  return {
    record,
    prototype: null,
    cookie,
    settings: snapshotOf(cookie),
    usedAt: performance.now(),
    isFromApplication: false,
    hasEnded: false,
    failedJson: undefined,
    saving: undefined,
  }
}

export function attachState(object: object, state: SessionState): SessionState {
  state.prototype = Object.getPrototypeOf(object)
  state.cookie = Reflect.get(object, 'cookie')
  STATES.set(object, state)
  return state
}

/** Whether express-session has a property of this name, and so leaves out an attribute of that name. */
function isTaken(name: string): boolean {
  return name === 'id' || name === 'req' || name in session.Session.prototype
}

/** @throws {TypeError} for a name that no attribute can have in express-session */
export function checkNames(attributes: object): void {
  for (const name of Object.keys(attributes)) {
    if (isTaken(name)) throw new TypeError(`"${name}" cannot be the name of a session attribute`)
  }
}

/** The record without attributes that express-session cannot show, so that a save does not remove them. */
export function visibleRecord(record: SessionRecord): SessionRecord {
  const entries = Object.entries(record.attributes)
  if (!entries.some(([name]) => isTaken(name))) return record
  const attributes = Object.fromEntries(entries.filter(([name]) => !isTaken(name)))
  return { ...record, attributes, original: (name) => record.original(name) }
}

/** The session's attributes: everything but express-session's `cookie`. */
export function attributesOf(object: object): Attributes {
  const { cookie: _, ...attributes } = object as Attributes
  return attributes
}

/** Remembers that what the session has now could not be saved. */
export function recordFailure(object: object, state: SessionState): void {
  state.failedJson = textOf(object)
}

/** Whether all that there is to save has failed to be saved already. */
export function hasFailed(object: object, state: SessionState): boolean {
  return state.failedJson !== undefined && state.failedJson === textOf(object)
}

/** '' for attributes that have no JSON. */
function textOf(object: object): string {
  try {
    return JSON.stringify(attributesOf(object))
  } catch {
    return ''
  }
}

/** Whether there is something to save. */
export function isModified(object: object, state: SessionState): boolean {
  if (!state.record) {
    return Object.values(attributesOf(object)).some((value) => value !== undefined)
  }
  return hasChanges(state.record, object as Attributes, 'cookie')
}

const METHODS = ['touch', 'resetMaxAge', 'save', 'reload', 'destroy', 'regenerate'] as const

/**
 * Restores what express-session needs of its session object when an attribute was given such a name
 * (`Object.assign(req.session, body)`), and answers the name; `undefined` for an intact session.
 */
export function repair(object: object, state: SessionState): string | undefined {
  let damaged: string | undefined
  if (Object.getPrototypeOf(object) !== state.prototype) {
    Object.setPrototypeOf(object, state.prototype)
    damaged = '__proto__'
  }
  for (const name of METHODS) {
    if (typeof Reflect.get(object, name) === 'function') continue
    Reflect.deleteProperty(object, name)
    damaged = name
  }
  return repairCookie(object, state) ? 'cookie' : damaged
}

/**
 * Restores the cookie when an attribute was given its name, and answers whether it was. A plain object is refused:
 * a client could send one, and set the domain and the age of its own cookie.
 */
export function repairCookie(object: object, state: SessionState): boolean {
  const cookie: unknown = Reflect.get(object, 'cookie')
  if (cookie === state.cookie || cookie instanceof session.Cookie) return false
  if (typeof cookie === 'object' && cookie !== null) {
    // The application's copy of express-session can be another one, with a class of its own. What `store.get` answered
    // has a plain cookie, and may get another one.
    const prototype = Object.getPrototypeOf(Object(state.cookie))
    if (Object.getPrototypeOf(cookie) === prototype) return false
  }
  Reflect.set(object, 'cookie', state.cookie)
  // Clearing a session key by key removes the cookie, too.
  return cookie !== undefined
}
