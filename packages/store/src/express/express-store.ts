// Implements the store interface of express-session with a SessionStore. Callbacks become promises; saving a whole session
// becomes writing the attributes that changed.
import type { Request } from 'express'
import session, { type Cookie, type Session, type SessionData } from 'express-session'
import { changesAnything, changesBetween } from '../attributes.ts'
import { callBack } from '../call-back.ts'
import { SessionExistsError, SessionGoneError } from '../errors.ts'
import { recordAfter } from '../record-after.ts'
import type { Attributes, Changes, DestroyReason, SessionRecord, SessionStore } from '../store.ts'
import {
  ageAndExpiry,
  type CookieSnapshot,
  changedSettings,
  cookieData,
  idleSeconds,
  isSameAge,
  snapshotOf,
  storedAge,
} from './cookie-settings.ts'
import { doubledIn } from './one-session-cookie.ts'
import { guardResponse } from './save-before-response.ts'
import {
  attachState,
  attributesOf,
  checkNames,
  newState,
  recordFailure,
  repairCookie,
  type SessionState,
  stateOf,
  visibleRecord,
} from './session-state.ts'

type Callback<T = void> = (error?: unknown, value?: T) => void
type MakeSession = (req: Request) => void

/**
 * A store for express-session's `store` option. It keeps the record that was read beside the session object, so that a save
 * writes what differs.
 */
export class ExpressSessionStore extends session.Store {
  readonly #store: SessionStore
  readonly #waitForSave: boolean
  /** express-session's function: it knows the configured cookie, which a store does not get. */
  #makeSession: MakeSession | undefined

  constructor(store: SessionStore, { waitForSave }: { waitForSave: boolean }) {
    super()
    this.#store = store
    this.#waitForSave = waitForSave
  }

  /** Makes a request's new session. express-session sets it. */
  get generate(): MakeSession | undefined {
    const make = this.#makeSession
    return make && ((req) => this.#generate(req, make))
  }

  set generate(make: MakeSession) {
    this.#makeSession = make
  }

  #generate(req: Request, make: MakeSession): void {
    make(req)
    this.#endDoubledAtDestroy(req)
    attachState(req.session, newState(req.session.cookie))
    guardResponse(req, this.#waitForSave)
  }

  /** A request with the cookies of several living sessions has a new session; its `destroy` ends them all. */
  #endDoubledAtDestroy(req: Request): void {
    const { session } = req
    if (doubledIn(req).length === 0) return
    const destroy = session.destroy.bind(session)
    const value = (callback: Callback = () => {}) => {
      callBack(this.#endDoubled(req), (error) => (error ? callback(error) : destroy(callback)))
      return session
    }
    Object.defineProperty(session, 'destroy', { value, writable: true, configurable: true })
  }

  async #endDoubled(req: Request): Promise<void> {
    await Promise.all(doubledIn(req).map((id) => this.#store.destroy(id)))
  }

  /** express-session calls it with what `get` answered, to make `req.session`. */
  override createSession(req: Request, data: SessionData): Session & SessionData {
    const state = stateOf(data)
    if (state?.record) data.cookie = cookieData(this.#configuredCookie(req), state.record.cookie)
    const created = super.createSession(req, data)
    if (!state) return created
    state.settings = snapshotOf(created.cookie)
    attachState(created, state)
    guardResponse(req, this.#waitForSave)
    return created
  }

  /** The cookie that a new session of this request would have. */
  #configuredCookie(req: Request): Cookie {
    // express-session's `store.load(id)` passes an object that is no request and has no headers.
    if (!this.#makeSession || !req.headers) return new session.Cookie()
    const { sessionID, session: present } = req
    try {
      this.#makeSession(req)
      return req.session.cookie
    } finally {
      Object.assign(req, { sessionID, session: present })
    }
  }

  override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    callBack(this.#store.load(id), (error, record) => {
      callback(error, record ? this.#dataOf(record) : null)
    })
  }

  /** What express-session makes a session of: attributes, and a cookie. */
  #dataOf(record: SessionRecord): SessionData {
    const { idleTimeoutSeconds } = this.#store
    const visible = visibleRecord(record)
    const { cookie = {}, maxInactiveInterval } = visible
    const ageOfIdleTimeoutMs =
      maxInactiveInterval === idleTimeoutSeconds ? null : maxInactiveInterval * 1_000
    const data = {
      ...visible.attributes,
      cookie: { ...cookie, ...ageAndExpiry(storedAge(cookie) ?? ageOfIdleTimeoutMs) },
    }
    attachState(data, newState(data.cookie, visible))
    return data
  }

  override set(id: string, data: SessionData, callback?: Callback): void {
    const known = stateOf(data)
    const knownId: unknown = known?.record?.id ?? Reflect.get(data, 'id')
    const state = known && knownId === id ? known : this.#adopt(data)
    callBack(
      queued(state, () => this.#save(id, data, state)),
      (error) => {
        if (error) recordFailure(data, state)
        else state.failedJson = undefined
        callback?.(error)
      },
    )
  }

  /** For an object that the application passed to `store.set(id, …)`. */
  #adopt(data: SessionData): SessionState {
    const state = newState(data.cookie)
    // The age of its cookie is its own; the other settings may be the configured ones.
    Object.assign(state, { isFromApplication: true, settings: { ...state.settings, ageMs: null } })
    return attachState(data, state)
  }

  async #save(id: string, data: SessionData, state: SessionState): Promise<void> {
    if (state.hasEnded) throw new SessionGoneError('The session has ended')
    if (state.record) {
      return this.#update(state, data, changesBetween(state.record, asAttributes(data), 'cookie'))
    }

    const now = checkedSnapshot(data, state)
    // The cookie has expired, and the session with it.
    if (now.ageMs !== null && now.ageMs <= 0) return
    const attributes = attributesOf(data)
    checkNames(attributes)
    try {
      const record = await this.#store.insert(id, attributes, {
        cookie: changedSettings(now, state.settings, undefined),
        maxInactiveInterval: now.ageMs === null ? undefined : idleSeconds(now.ageMs),
      })
      Object.assign(state, {
        record: visibleRecord(record),
        settings: now,
        usedAt: performance.now(),
      })
    } catch (error) {
      if (!state.isFromApplication || !(error instanceof SessionExistsError)) throw error
      const record = await this.#store.load(id)
      if (!record) throw new SessionGoneError('The session ended before its change was saved')
      state.record = visibleRecord(record)
      state.settings = { ...state.settings, ageMs: storedAge(record.cookie ?? {}) ?? null }
      return this.#save(id, data, state)
    }
  }

  /** Writes changes of a stored session, and of its cookie. */
  async #update(state: SessionState, data: SessionData, changes: Changes): Promise<void> {
    const { record, settings: before } = state
    if (!record) return
    checkNames(changes.set ?? {})
    const now = checkedSnapshot(data, state)
    const cookie = changedSettings(now, before, record.cookie)
    if (cookie) changes.cookie = cookie
    if (!isSameAge(now.ageMs, before.ageMs)) {
      if (now.ageMs !== null && now.ageMs <= 0) {
        // The cookie has expired, and the session with it.
        await this.#store.destroy(record.id)
        state.hasEnded = true
        return
      }
      changes.maxInactiveInterval =
        now.ageMs === null ? this.#store.idleTimeoutSeconds : idleSeconds(now.ageMs)
    }
    if (!changesAnything(changes)) return
    const after = recordAfter(record, changes)
    if (!(await this.#store.update(record, changes))) {
      state.hasEnded = true
      throw new SessionGoneError('The session ended before its change was saved')
    }
    Object.assign(state, { record: after, settings: now })
  }

  /**
   * express-session calls it in `res.end`, after the head, when no attribute was changed; the cookie may have been. `get` has
   * counted the use already.
   */
  override touch(id: string, data: SessionData, callback?: Callback): void {
    const state = stateOf(data)
    const touched = state
      ? queued(state, () => this.#touch(state, data))
      : this.#store.load(id).then(() => {})
    callBack(touched, (error) => callback?.(error))
  }

  async #touch(state: SessionState, data: SessionData): Promise<void> {
    if (!state.record || state.hasEnded) return
    try {
      await this.#update(state, data, {})
    } catch (error) {
      // It has ended: a touch has nothing to extend.
      if (!(error instanceof SessionGoneError)) throw error
    }
    // Long after the read (a long response, a WebSocket that keeps its session), reading again counts another use.
    const { id, maxInactiveInterval } = state.record
    const touchAfterMs = Math.min(60, maxInactiveInterval / 60) * 1_000
    if (state.hasEnded || performance.now() - state.usedAt < touchAfterMs) return
    state.usedAt = performance.now()
    if (!(await this.#store.load(id))) state.hasEnded = true
  }

  override destroy(id: string, callback?: Callback, reason?: DestroyReason): void {
    callBack(this.#store.destroy(id, reason), (error) => callback?.(error))
  }

  override regenerate(req: Request, callback: Callback): void {
    let isMade = false
    callBack(this.#endBefore(req), (error) => {
      if (!isMade) this.generate?.(req)
      isMade = true
      callback(error)
    })
  }

  /** Ends the session that a request regenerates; one that was never stored needs no command. */
  async #endBefore(req: Request): Promise<void> {
    const state = stateOf(req.session)
    await state?.saving?.catch(() => {})
    const isStored = !state || state.record !== undefined
    if (state) state.hasEnded = true
    await this.#endDoubled(req)
    if (!isStored) return
    await new Promise<void>((resolve, reject) => {
      const done = (error?: unknown) => (error ? reject(error) : resolve())
      this.destroy(req.sessionID, done, 'regenerated')
    })
  }

  /** All sessions, by id. For operators: it scans all keys. */
  override all(callback: (error: unknown, sessions?: Record<string, SessionData>) => void): void {
    callBack(this.#all(), callback)
  }

  async #all(): Promise<Record<string, SessionData>> {
    const sessions: Record<string, SessionData> = {}
    for await (const record of this.#store.iterate()) sessions[record.id] = this.#dataOf(record)
    return sessions
  }

  /** How many sessions there are. For operators: it scans all keys. */
  override length(callback: (error: unknown, length?: number) => void): void {
    callBack(this.#store.count(), callback)
  }

  /** Ends all sessions. For operators: it scans all keys. */
  override clear(callback?: Callback): void {
    callBack(this.#store.clear(), (error) => callback?.(error))
  }
}

/** Saves of one session wait for each other. */
function queued(state: SessionState, work: () => Promise<void>): Promise<void> {
  const saving = state.saving ? state.saving.then(work, work) : work()
  state.saving = saving
  const done = () => {
    if (state.saving === saving) state.saving = undefined
  }
  saving.then(done, done)
  return saving
}

/** @throws {TypeError} for a cookie that an attribute replaced; it is restored */
function checkedSnapshot(data: SessionData, state: SessionState): CookieSnapshot {
  if (repairCookie(data, state)) {
    throw new TypeError('"cookie" cannot be the name of a session attribute')
  }
  return snapshotOf(data.cookie)
}

/** Declared session data has `cookie` beside the attributes. */
function asAttributes(data: SessionData): Attributes {
  return data as object as Attributes
}
