// Fits a session store to @fastify/session: its callback contract on one side, deltas on the other.
import type { SessionStore as PluginStore } from '@fastify/session'
import type { Session } from 'fastify'
import { changesAnything, changesBetween, hasChanges } from '../attributes.ts'
import { SessionGoneError, TooManySessionsError } from '../errors.ts'
import { settle } from '../settle.ts'
import type { Changes, CookieSettings, SessionRecord, SessionStore } from '../store.ts'
import { recordAfter } from './record-after.ts'
import {
  attachCookie,
  attachState,
  changedCookie,
  noteEnd,
  type SessionObject,
  type SessionShape,
  type SessionState,
  stateOf,
} from './session-object.ts'
import { storePlain } from './store-plain.ts'

export interface SessionAdapter extends PluginStore {
  /** Gives a session that was not loaded its state and methods. Loaded and regenerated ones get them here. */
  adopt(session: SessionObject): SessionState
  /** Whether the plugin can work with the object: nothing took its prototype or covered its methods. */
  isIntact(session: object): session is SessionObject
}

/** Properties of the plugin's session class: as an own property, each would cover the method of that name. */
const METHODS = [
  ...['get', 'set', 'save', 'reload', 'touch', 'options', 'regenerate', 'destroy'],
  ...['isModified', 'isSaved', 'toJSON'],
]

/**
 * A store for @fastify/session's `store` option.
 *
 * The plugin's session class is used as it is, with a prototype in between that answers from what was read:
 * - `isModified` compares attributes with the record, where the plugin hashes the whole session three times a request;
 * - `regenerate(names)` replaces a session only while it is still there;
 * - `reload` of a session that has ended fails, where the plugin would keep its id for a new one;
 * - `destroy` of a session that was never stored asks nobody.
 *
 * @param saveUninitialized whether sessions without attributes are stored
 */
export function sessionAdapter(
  store: SessionStore<SessionShape>,
  { saveUninitialized = false }: { saveUninitialized?: boolean } = {},
): SessionAdapter {
  // The plugin's class is not exported; its prototype is known from the first session.
  let pluginPrototype: object | undefined
  let prototype: object | undefined
  /** Set while the plugin runs one of these methods, for the calls of this adapter that it makes at once. */
  let running:
    | { method: 'regenerate' | 'reload' | 'destroy'; state: SessionState; id: string }
    | undefined
  /** Set while the callback of a regenerating `destroy` runs, for the `set` that it makes at once. */
  let replacing: { state: SessionState; id: string } | undefined

  function during<T>(
    method: 'regenerate' | 'reload' | 'destroy',
    session: SessionObject,
    call: () => T,
  ): T {
    const state = adopt(session)
    running = { method, state, id: session.sessionId }
    try {
      return call()
    } finally {
      running = undefined
    }
  }

  function overridesOf(base: object) {
    const inherited = (name: string) => Reflect.get(base, name) as (...args: unknown[]) => unknown
    const [regenerate, reload, destroy] = ['regenerate', 'reload', 'destroy'].map(inherited)
    return {
      isModified(this: SessionObject): boolean {
        return isModified(this, adopt(this))
      },
      toJSON(this: SessionObject): object | null {
        const state = stateOf(this)
        if (!state?.isHashed) return { ...this }
        state.isHashed = false
        return null
      },
      regenerate(this: SessionObject, ...args: unknown[]): unknown {
        return during('regenerate', this, () => regenerate?.apply(this, args))
      },
      reload(this: SessionObject, ...args: unknown[]): unknown {
        return during('reload', this, () => reload?.apply(this, args))
      },
      destroy(this: SessionObject, ...args: unknown[]): unknown {
        return during('destroy', this, () => destroy?.apply(this, args))
      },
    }
  }

  function prototypeFor(session: object): object {
    const base = Object.getPrototypeOf(session)
    if (prototype === undefined || pluginPrototype !== base) {
      pluginPrototype = base
      prototype = Object.create(base, hidden(overridesOf(base))) as object
    }
    return prototype
  }

  function adopt(
    session: SessionObject,
    record?: SessionRecord<SessionShape>,
    inherited?: CookieSettings,
  ): SessionState {
    const known = stateOf(session)
    if (known) return known
    Object.setPrototypeOf(session, prototypeFor(session))
    return attachState(session, record, inherited)
  }

  /** What the plugin makes `request.session` of: it copies every property of it. */
  function loaded(record: SessionRecord<SessionShape>, before?: SessionState): Session {
    const session = {
      ...record.attributes,
      // Without a cookie in it, the configured cookie applies, and the store alone decides when the session ends.
      ...(record.cookie && { cookie: record.cookie }),
      // The plugin's constructor ends with a hash of the session's JSON, and so calls this on the new object.
      toJSON(this: SessionObject): null {
        Reflect.deleteProperty(this, 'toJSON')
        adopt(this, record).request = before?.request
        return null
      },
    }
    return session as unknown as Session
  }

  /** What the plugin's reload makes a session of when nothing is stored. */
  function blank(before: SessionState): Session {
    const session = {
      toJSON(this: SessionObject): null {
        Reflect.deleteProperty(this, 'toJSON')
        Object.assign(adopt(this), { hasEnded: before.hasEnded, request: before.request })
        return null
      },
    }
    return session as unknown as Session
  }

  async function save(id: string, session: SessionObject, state: SessionState): Promise<void> {
    if (state.hasEnded) throw new SessionGoneError('The session has ended')
    const { record } = state
    const cookie = changedCookie(session, state)
    const maxInactiveInterval = idleOf(cookie, store.idleTimeoutSeconds)
    if (record === undefined) {
      const attributes = attributesOf(session)
      // regenerate() saves at once, before the application has put anything in.
      if (!saveUninitialized && Object.keys(attributes).length === 0) return
      state.record = await store.insert(id, attributes, { cookie, maxInactiveInterval })
    } else {
      const changes: Changes<SessionShape> = changesBetween(
        record,
        session as SessionShape,
        'cookie',
      )
      if (cookie) Object.assign(changes, { cookie, maxInactiveInterval })
      if (changesAnything(changes)) {
        // Before the update is sent: what the application changes while it is under way is a change still.
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
    from: { state: SessionState; id: string },
    id: string,
    session: SessionObject,
    state: SessionState,
  ): Promise<void> {
    const attributes = attributesOf(session)
    if (from.state.record === undefined) return save(id, session, state)
    try {
      if (Object.keys(attributes).length === 0) {
        // Nothing of the old session goes on, so it does not matter whether it was still there.
        await store.destroy(from.id, 'regenerated')
      } else {
        if (from.state.hasEnded) throw new SessionGoneError('The session has ended')
        const cookie = changedCookie(session, state)
        const maxInactiveInterval = idleOf(cookie, store.idleTimeoutSeconds)
        const options = { cookie, maxInactiveInterval, replaces: from.id }
        state.record = await store.insert(id, attributes, options)
        attachCookie(state, session)
      }
      from.state.hasEnded = true
    } catch (error) {
      if (error instanceof SessionGoneError) state.hasEnded = true
      throw error
    }
  }

  return {
    adopt,

    isIntact(session): session is SessionObject {
      if (prototype === undefined || Object.getPrototypeOf(session) !== prototype) return false
      for (const name of METHODS) if (Object.hasOwn(session, name)) return false
      return true
    },

    get(id, callback) {
      const before = running?.method === 'reload' ? running.state : undefined
      settle(store.load(id), (error, record) => {
        if (error) return callback(error)
        if (record) return callback(null, loaded(record, before))
        if (!before) return callback(null, null)
        // A reload of a session that was stored, and has ended, fails. The plugin makes a new session with its id all the same.
        if (before.record) before.hasEnded = true
        callback(
          before.record ? new SessionGoneError('The session has ended') : null,
          blank(before),
        )
      })
    },

    set(id, plain, callback) {
      const session = plain as SessionObject
      // From request.sessionStore.set(…), which stores whatever it is given.
      if (session.sessionId !== id) return settle(storePlain(store, id, plain), callback)
      const from = replacing
      replacing = undefined
      const state = adopt(session, undefined, from && inheritedBy(from.state))
      if (from) Object.assign(state, { cookie: from.state.cookie, request: from.state.request })
      const work = () => (from ? replace(from, id, session, state) : save(id, session, state))
      const saving = state.saving ? state.saving.then(work, work) : work()
      state.saving = saving
      settle(saving, (error) => {
        if (state.saving === saving) state.saving = undefined
        if (error && (state.isSent || error instanceof TooManySessionsError)) state.hasEnded = true
        // The plugin's save() goes on with a hash of the session.
        state.isHashed = !error && !from
        try {
          callback(error)
        } finally {
          state.isHashed = false
        }
      })
    },

    destroy(id, callback) {
      const call = running?.id === id ? running : undefined
      running = undefined
      if (call?.method === 'regenerate') {
        // The old session ends when the new one is stored, in one step.
        replacing = call
        try {
          callback()
        } finally {
          replacing = undefined
        }
        return
      }
      const isStored = call?.method !== 'destroy' || call.state.record !== undefined
      const destroyed = isStored ? store.destroy(id) : Promise.resolve(false)
      settle(destroyed, (error) => {
        if (call && !error) {
          call.state.hasEnded = true
          if (call.state.request) noteEnd(call.state.request)
        }
        callback(error)
      })
    },
  }
}

/** The session's attributes: everything but the plugin's `cookie`. */
function attributesOf(session: SessionObject): Partial<SessionShape> {
  const { cookie: _, ...attributes } = session
  return attributes as Partial<SessionShape>
}

function isModified(session: SessionObject, state: SessionState): boolean {
  if (changedCookie(session, state) !== undefined && state.record !== undefined) return true
  if (state.record === undefined) return Object.keys(session).length > 1
  return hasChanges(state.record, session as SessionShape, 'cookie')
}

/** A cookie that lives longer or shorter than the browser session makes the session do so, too. */
function idleOf(cookie: CookieSettings | undefined, usual: number): number {
  const maxAge = cookie?.originalMaxAge
  return typeof maxAge === 'number' && maxAge > 0 ? Math.ceil(maxAge / 1000) : usual
}

function inheritedBy(state: SessionState): CookieSettings | undefined {
  return state.inherited ?? state.record?.cookie
}

function hidden(methods: object): PropertyDescriptorMap {
  const descriptors = Object.entries(methods).map(([name, value]) => [
    name,
    { value, configurable: true, writable: true, enumerable: false },
  ])
  return Object.fromEntries(descriptors)
}
