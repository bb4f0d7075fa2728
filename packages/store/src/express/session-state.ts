// What belongs to a session object of express-session beside its attributes. It is kept outside of the object, so that
// Object.keys, spread and JSON find attributes (and express-session's `cookie`) and nothing else.
import session, { type Cookie } from 'express-session'
import { type Baseline, hasChanges } from '../attributes.ts'
import type { Attributes, Changes, CookieSettings, SessionRecord } from '../store.ts'
import { type CookieSnapshot, snapshotOf } from './cookie-settings.ts'

/** The stored content of a session, as this process last read or wrote it. */
export interface Stored extends Baseline<Attributes> {
  readonly ref: Pick<SessionRecord, 'id' | 'readTime'>
  readonly cookie: CookieSettings | undefined
  readonly maxInactiveInterval: number
  /** The JSON of attributes that were saved after the record was read. */
  readonly written: ReadonlyMap<string, string>
  readonly record: SessionRecord<Attributes>
}

export interface SessionState {
  /** `undefined` for a session that was never stored. */
  stored: Stored | undefined
  /** The prototype and the cookie that express-session gave the object. */
  prototype: object | null
  cookie: unknown
  /** Its settings when they were last stored or read. */
  settings: CookieSnapshot
  /** When the store last counted a use, by this process's monotonic clock, in ms. */
  usedAt: number
  /** It may take the place of what is stored under its id: the application made it, and calls `store.set`. */
  isForeign: boolean
  /** The session has ended: it is not saved any more. */
  hasEnded: boolean
  /** The attributes whose save failed last, as JSON; `undefined` when the last save did not fail. */
  failed: string | undefined
  /** The save that is under way: saves of one session wait for each other. */
  saving: Promise<void> | undefined
}

const STATES = new WeakMap<object, SessionState>()

export function stateOf(object: object | null | undefined): SessionState | undefined {
  return object ? STATES.get(object) : undefined
}

export function newState(cookie: Cookie | undefined, stored?: Stored): SessionState {
  return {
    stored,
    prototype: null,
    cookie,
    settings: snapshotOf(cookie),
    usedAt: performance.now(),
    isForeign: false,
    hasEnded: false,
    failed: undefined,
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

/** Attributes that express-session cannot show are not part of it, so that a save does not remove them. */
export function storedFrom(record: SessionRecord<Attributes>): Stored {
  const { id, readTime, attributes, cookie, maxInactiveInterval } = record
  const names = Object.keys(attributes)
  return withOriginal({
    ref: { id, readTime },
    attributes: names.some(isTaken)
      ? Object.fromEntries(Object.entries(attributes).filter(([name]) => !isTaken(name)))
      : attributes,
    cookie,
    maxInactiveInterval,
    written: new Map(),
    record,
  })
}

/** `original` looks at the saved texts and the record only, so that it costs the same after any number of saves. */
function withOriginal(stored: Omit<Stored, 'original'>): Stored {
  const { attributes, written, record } = stored
  return {
    ...stored,
    original(name) {
      const text = written.get(name)
      if (text !== undefined) return JSON.parse(text)
      return Object.hasOwn(attributes, name) ? record.original(name) : undefined
    },
  }
}

/** The stored content after these changes. Call it before the changes are sent: values can change in place meanwhile. */
export function storedAfter(
  before: Stored,
  { set = {}, remove = [], cookie, maxInactiveInterval }: Changes,
): Stored {
  const written = new Map(before.written)
  for (const [name, value] of Object.entries(set)) written.set(name, JSON.stringify(value))
  const attributes = { ...before.attributes, ...set }
  for (const name of remove) {
    delete attributes[name]
    written.delete(name)
  }
  return withOriginal({
    ref: before.ref,
    attributes,
    cookie: cookie ?? before.cookie,
    maxInactiveInterval: maxInactiveInterval ?? before.maxInactiveInterval,
    written,
    record: before.record,
  })
}

/** The session's attributes: everything but express-session's `cookie`. */
export function attributesOf(object: object): Attributes {
  const { cookie: _, ...attributes } = object as Attributes
  return attributes
}

/** Remembers that what the session has now could not be saved. */
export function noteFailure(object: object, state: SessionState): void {
  state.failed = textOf(object)
}

/** Whether all that there is to save has failed to be saved already. */
export function hasFailed(object: object, state: SessionState): boolean {
  return state.failed !== undefined && state.failed === textOf(object)
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
  if (!state.stored) {
    return Object.values(attributesOf(object)).some((value) => value !== undefined)
  }
  return hasChanges(state.stored, object as Attributes, 'cookie')
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
 * Restores the cookie when an attribute was given its name, and answers whether it was. A plain object is refused
 * whatever it contains: a client that sent it would choose the domain and the age of its own cookie.
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
