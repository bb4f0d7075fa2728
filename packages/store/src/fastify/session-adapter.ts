// Implements the store interface of @fastify/session with a SessionStore. Callbacks become promises; saving a whole session
// becomes writing the attributes that changed.
import type { SessionStore as PluginStore } from '@fastify/session'
import type { FastifyRequest, Session } from 'fastify'
import { changesAnything, changesBetween, hasChanges } from '../attributes.ts'
import { callBack } from '../call-back.ts'
import { SessionGoneError, TooManySessionsError } from '../errors.ts'
import { recordAfter } from '../record-after.ts'
import type {
  Changes,
  CookieSettings,
  InsertOptions,
  SessionRecord,
  SessionStore,
} from '../store.ts'
import { type CookieChange, changedCookie } from './cookie-changes.ts'
import { endDoubled } from './doubled-cookie.ts'
import { requestOf, type SessionMethods } from './session-class.ts'
import {
  attachCookie,
  attachState,
  markEnded,
  restoreCookie,
  type SessionObject,
  type SessionShape,
  type SessionState,
  stateOf,
} from './session-object.ts'
import { storeApplicationObject } from './store-application-object.ts'

export interface SessionAdapter {
  /** For @fastify/session's `store` option. */
  store: PluginStore
  /** For the plugin's session class. */
  methods: SessionMethods
}

/**
 * The plugin's sessions over a session store:
 * - `isModified` compares attributes with the record, where the plugin hashes the whole session three times a request;
 * - `regenerate(names)` replaces a session only while it is still there;
 * - `reload` of a session that has ended fails, where the plugin would keep its id for a new one;
 * - `destroy` of a session that was never stored sends no command.
 *
 * @param saveUninitialized whether sessions without attributes are stored
 */
export function sessionAdapter(
  store: SessionStore<SessionShape>,
  { saveUninitialized = false }: { saveUninitialized?: boolean } = {},
): SessionAdapter {
  /**
   * The state of the session that the plugin constructs next. `get` sets it and runs the plugin's callback, whose first step is
   * to construct the session. The constructor calls `toJSON`, which takes the state.
   */
  let nextSessionState: Partial<SessionState> & { id?: string } = {}
  /** Set while one of these methods of the plugin runs. Until it returns, the plugin calls this adapter for this session. */
  let pluginCall:
    | {
        method: 'regenerate' | 'reload' | 'destroy'
        state: SessionState
        session: SessionObject
        id: string
        request: FastifyRequest | undefined
      }
    | undefined
  /** The call of `regenerate` whose new session the plugin stores next. Set by `destroy`, taken by the `set` in its callback. */
  let regeneratedFrom: typeof pluginCall

  const methods: SessionMethods = {
    toJSON(session) {
      const state = stateOf(session)
      if (state === undefined) {
        // A session that the application constructs in that callback has another id, and begins with an empty state.
        attachState(session, nextSessionState.id === session.sessionId ? nextSessionState : {})
        nextSessionState = {}
        return null
      }
      if (!state.isHashNext) return { ...session }
      state.isHashNext = false
      return null
    },

    isModified(session) {
      const state = stateOf(session)
      return state === undefined || isModified(session, state)
    },

    around(method, session, run) {
      const state = stateOf(session) ?? attachState(session, {})
      pluginCall = { method, state, session, id: session.sessionId, request: requestOf(session) }
      try {
        return run()
      } finally {
        pluginCall = undefined
      }
    },
  }

  async function save(id: string, session: SessionObject, state: SessionState): Promise<void> {
    if (state.failure) throw state.failure
    if (state.hasEnded) throw new SessionGoneError('The session has ended')
    restoreCookie(session, state)
    const { record } = state
    const change = changedCookie(session, state)
    if (record === undefined) {
      const attributes = attributesOf(session)
      // regenerate() saves at once, before the application has put anything in.
      if (!saveUninitialized && !hasAttributes(session)) return
      state.record = await store.insert(id, attributes, cookieOf(state, change))
    } else {
      const changes: Changes<SessionShape> = changesBetween(
        record,
        session as SessionShape,
        'cookie',
      )
      if (change) {
        changes.cookie = change.settings
        if (change.changesAge) {
          changes.maxInactiveInterval = idleOf(change.settings) ?? store.idleTimeoutSeconds
        }
      }
      if (changesAnything(changes)) {
        const after = recordAfter(record, changes)
        if (!(await store.update(record, changes))) {
          state.hasEnded = true
          throw new SessionGoneError('The session ended before its change was saved')
        }
        state.record = after
      }
    }
    attachCookie(state, session)
  }

  /** Stores a session in the place of another, which must still be there. */
  async function replace(
    from: NonNullable<typeof regeneratedFrom>,
    id: string,
    session: SessionObject,
    state: SessionState,
  ): Promise<void> {
    // A save of the old session that has begun would store it after its end.
    await from.state.saving?.catch(() => {})
    await endDoubled(from.request, store)
    if (from.state.record === undefined) return save(id, session, state)
    try {
      if (!hasAttributes(session)) {
        // The new session has no attribute of the old one, so it is allowed that the old one has ended.
        await store.destroy(from.id, 'regenerated')
      } else {
        if (from.state.hasEnded) throw new SessionGoneError('The session has ended')
        const cookie = cookieOf(state, changedCookie(session, state))
        const options = { ...cookie, replaces: from.state.record }
        state.record = await store.insert(id, attributesOf(session), options)
        attachCookie(state, session)
      }
      from.state.hasEnded = true
    } catch (error) {
      if (error instanceof SessionGoneError) state.hasEnded = true
      throw error
    }
  }

  /** Ends a session after the save that is under way. A session that was never stored needs no command. */
  async function destroy(id: string, call: typeof pluginCall): Promise<void> {
    const state = call?.state
    await state?.saving?.catch(() => {})
    await endDoubled(call?.request, store)
    if (!state || state.record) await store.destroy(id)
  }

  const pluginStore: PluginStore = {
    get(id, callback) {
      const before = pluginCall?.method === 'reload' ? pluginCall.state : undefined
      callBack(store.load(id), (error, record) => {
        // A reload of a session that was stored, and has ended, fails. The plugin makes a new session with its id all the same.
        const isGone = !error && !record && before?.record !== undefined
        if (isGone) before.hasEnded = true
        nextSessionState = {
          id,
          record,
          hasEnded: isGone || (error !== null && before !== undefined),
        }
        try {
          if (error || isGone) callback(error ?? new SessionGoneError('The session has ended'))
          else callback(null, record ? contentOf(record) : null)
        } finally {
          nextSessionState = {}
        }
      })
    },

    set(id, plain, callback) {
      const session = plain as SessionObject
      // The application called request.sessionStore.set(…).
      if (session.sessionId !== id) {
        callBack(storeApplicationObject(store, id, plain), callback)
        return
      }
      const from = regeneratedFrom
      regeneratedFrom = undefined
      const state = stateOf(session) ?? attachState(session, {})
      if (from) state.inherited = inheritedBy(from.session, from.state)
      const work = () => (from ? replace(from, id, session, state) : save(id, session, state))
      const saving = state.saving ? state.saving.then(work, work) : work()
      state.saving = saving
      callBack(saving, (error) => {
        if (state.saving === saving) state.saving = undefined
        if (error && (state.isSent || error instanceof TooManySessionsError)) state.failure = error
        // The plugin's save() hashes the session next.
        state.isHashNext = !error && !from
        try {
          callback(error)
        } finally {
          state.isHashNext = false
        }
      })
    },

    destroy(id, callback) {
      const call = pluginCall?.id === id ? pluginCall : undefined
      pluginCall = undefined
      if (call?.method === 'regenerate') {
        // The old session ends when the new one is stored, in one step.
        regeneratedFrom = call
        try {
          callback()
        } finally {
          regeneratedFrom = undefined
        }
        return
      }
      callBack(destroy(id, call), (error) => {
        if (call && !error) {
          call.state.hasEnded = true
          if (call.request) markEnded(call.request)
        }
        callback(error)
      })
    },
  }
  return { store: pluginStore, methods }
}

/** The plugin copies every property of this object to `request.session`. */
function contentOf({ attributes, cookie }: SessionRecord<SessionShape>): Session {
  // Without a cookie in it, the configured cookie applies, and the store alone decides when the session ends.
  return (cookie ? { ...attributes, cookie } : attributes) as unknown as Session
}

/** The session's attributes: everything but the plugin's `cookie`. */
function attributesOf(session: SessionObject): Partial<SessionShape> {
  const { cookie: _, ...attributes } = session
  return attributes as Partial<SessionShape>
}

function isModified(session: SessionObject, state: SessionState): boolean {
  restoreCookie(session, state)
  if (state.record === undefined) return hasAttributes(session)
  if (changedCookie(session, state) !== undefined) return true
  return hasChanges(state.record, session as SessionShape, 'cookie')
}

function hasAttributes(session: SessionObject): boolean {
  for (const name of Object.keys(session)) {
    if (name !== 'cookie' && Reflect.get(session, name) !== undefined) return true
  }
  return false
}

/** The cookie of a new session, and an idle timeout where the cookie has a lifetime of its own. */
function cookieOf(state: SessionState, change: CookieChange | undefined): InsertOptions {
  const cookie = change?.settings ?? state.inherited
  return { cookie, maxInactiveInterval: cookie && idleOf(cookie) }
}

/** In seconds: the idle timeout of a session is the maxAge that was set on its cookie. */
function idleOf({ originalMaxAge }: CookieSettings): number | undefined {
  const isAge = typeof originalMaxAge === 'number' && originalMaxAge > 0
  return isAge ? Math.ceil(originalMaxAge / 1000) : undefined
}

/** The cookie settings of a session that the one which replaces it gets. */
function inheritedBy(session: SessionObject, state: SessionState): CookieSettings | undefined {
  restoreCookie(session, state)
  return changedCookie(session, state)?.settings ?? state.inherited ?? state.record?.cookie
}
