// Fits a session store to @fastify/session: its callback contract on one side, deltas on the other.
import type { SessionStore as PluginStore } from '@fastify/session'
import type { Session } from 'fastify'
import { changesBetween, decodeAttributes, encodeAttributes, isChanged } from './attributes.ts'
import { type Changes, SessionGoneError, type SessionRecord, type SessionStore } from './store.ts'

// The plugin copies string keys from what `get` answers, hashes the session as JSON to see whether it changed, and
// drops unknown keys on regenerate. So a key whose value has no JSON travels with the session, unseen, from load to
// save, and tells the save what the request began with.
const ORIGIN = '#origin'

type LoadedSession = Session & { isModified: unknown }

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
  const copied = { ...record.attributes, [ORIGIN]: new Origin(record), isModified, toJSON }
  return copied as unknown as Session
}

// To see whether a session changed, the plugin hashes all of its JSON when it makes it and when the answer leaves,
// which costs more than everything else here. So a loaded session answers `isModified` itself, by comparing with what
// was read …
function isModified(this: Session): boolean {
  const record = recordOf(this)
  return record === undefined || isChanged(record, this)
}

/** … and the first time that its JSON is asked for, which is for the first hash, it has none. */
function toJSON(this: Session): null {
  Reflect.deleteProperty(this, 'toJSON')
  return null
}

async function save(
  store: SessionStore<SessionShape>,
  id: string,
  session: Session,
): Promise<void> {
  // The origin is among these, but has no JSON.
  const { cookie: _, isModified: __, ...attributes } = session as Partial<LoadedSession>
  const origin = originOf(session)
  if (!origin) {
    // regenerate() saves at once, before anybody has put anything in: nothing to keep yet.
    if (Object.keys(attributes).length === 0) return
    const record = await store.insert(id, attributes)
    Object.assign(session, { [ORIGIN]: new Origin(record) })
    return
  }
  const changes = changesBetween(origin.record.encoded, attributes)
  if (!(await store.update(id, changes))) {
    throw new SessionGoneError('The session ended before its change was saved')
  }
  origin.record = withChanges(origin.record, changes)
}

function withChanges(
  record: SessionRecord<SessionShape>,
  { set = {}, remove = [] }: Changes<SessionShape>,
): SessionRecord<SessionShape> {
  const encoded = { ...record.encoded, ...encodeAttributes(set) }
  for (const name of remove) delete encoded[name]
  return { ...record, encoded, attributes: decodeAttributes(encoded) }
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
