// Fits a session store to @fastify/session: its callback contract on one side, deltas on the other.
import type { SessionStore as PluginStore } from '@fastify/session'
import type { Session } from 'fastify'
import { changedNames, changesBetween } from './attributes.ts'
import { type Changes, SessionGoneError, type SessionRecord, type SessionStore } from './store.ts'

// The plugin copies string keys from what `get` answers, hashes the session as JSON to see whether it changed, and
// drops unknown keys on regenerate. So a key whose value has no JSON travels with the session, unseen, from load to
// save, and tells the save what the request began with.
const ORIGIN = '#origin'

/** What a session has besides its attributes: the plugin's own, and ours. */
const NO_ATTRIBUTES = new Set(['cookie', ORIGIN, 'isModified', 'toJSON'])

/** What the app has declared of its sessions, in fastify's `Session` interface. */
type SessionShape = Omit<Session, 'cookie'>

class Origin {
  record: SessionRecord<SessionShape>
  constructor(record: SessionRecord<SessionShape>) {
    this.record = record
  }
  toJSON(): undefined {}
}

/** The stored record behind a request's session; `undefined` for a session that has not been stored. */
export function recordOf(session: Session | null): SessionRecord<SessionShape> | undefined {
  return originOf(session)?.record
}

/**
 * A store for @fastify/session's `store` option. Register the plugin with `saveUninitialized: false` and
 * `rolling: false`: using a session slides its expiry in the store, with nothing to write back.
 *
 * A change to a session that has ended meanwhile is not saved: the plugin's save fails with SessionGoneError.
 */
export function pluginStore(store: SessionStore<SessionShape>): PluginStore {
  return {
    get(id, callback) {
      settle(store.load(id), (error, record) => callback(error, record ? sessionOf(record) : null))
    },
    set(id, session, callback) {
      settle(save(store, id, session), callback)
    },
    destroy(id, callback) {
      settle(store.destroy(id), (error) => callback(error))
    },
  }
}

/** What the plugin makes `request.session` of. */
function sessionOf(record: SessionRecord<SessionShape>): Session {
  // Without a `cookie` in it, the configured cookie always applies, and expiry is the store's alone.
  const session = { ...record.attributes, [ORIGIN]: new Origin(record), isModified, toJSON }
  return session as unknown as Session
}

// To see whether a session changed, the plugin hashes all of its JSON, when it makes a session, when it has saved one
// and when the answer leaves: that costs more than everything else here together. So a loaded session answers by
// itself, by comparing with what was read …
function isModified(this: Session): boolean {
  const record = recordOf(this)
  if (!record) return true
  try {
    return changedNames(record, this, NO_ATTRIBUTES, 1).length > 0
  } catch {
    // There is something that JSON cannot hold: saving it will say so.
    return true
  }
}

/** … and has no JSON the next time that it is asked for it, which is for that hash. */
function toJSON(this: { toJSON: unknown }): null {
  this.toJSON = undefined
  return null
}

async function save(
  store: SessionStore<SessionShape>,
  id: string,
  session: Session & { isModified?: unknown },
): Promise<void> {
  const origin = originOf(session)
  if (!origin) {
    const attributes = attributesOf(session)
    // regenerate() saves at once, before anybody has put anything in: nothing to keep yet.
    if (Object.keys(attributes).length === 0) return
    Object.assign(session, { [ORIGIN]: new Origin(await store.insert(id, attributes)) })
    return
  }
  const changes = changesBetween(origin.record, session, NO_ATTRIBUTES)
  if (!(await store.update(origin.record, changes))) {
    throw new SessionGoneError('The session ended before its change was saved')
  }
  origin.record = withChanges(origin.record, changes)
  if (session.isModified === isModified) Object.assign(session, { toJSON })
}

function attributesOf(session: Session): Partial<SessionShape> {
  const own = Object.entries(session).filter(([name]) => !NO_ATTRIBUTES.has(name))
  return Object.fromEntries(own)
}

function withChanges(
  record: SessionRecord<SessionShape>,
  { set = {}, remove = [] }: Changes<SessionShape>,
): SessionRecord<SessionShape> {
  const text = JSON.stringify(set)
  const changed = (attributes: Partial<SessionShape>, set: Partial<SessionShape>) => {
    const all = { ...attributes, ...set }
    for (const name of remove) delete all[name]
    return all
  }
  return {
    ...record,
    attributes: changed(record.attributes, set),
    original: () => changed(record.original(), JSON.parse(text)),
  }
}

function originOf(session: Session | null): Origin | undefined {
  const origin: unknown = session === null ? undefined : Reflect.get(session, ORIGIN)
  return origin instanceof Origin ? origin : undefined
}

/** In two separate arms, so that what the callback throws is not taken for the store's failure. */
function settle<T>(promise: Promise<T>, callback: (error: unknown, value?: T) => void): void {
  promise.then(
    (value) => callback(null, value),
    (error) => callback(error),
  )
}
