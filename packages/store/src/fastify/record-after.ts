import type { AttributeName, Changes, CookieSettings, SessionRecord } from '../store.ts'
import type { SessionShape } from './session-object.ts'

/** The record that a store has after it applied changes to this one. */
export function recordAfter(
  record: SessionRecord<SessionShape>,
  changes: Changes<SessionShape>,
): SessionRecord<SessionShape> {
  return new ChangedRecord(record, changes)
}

/** A record that was read, and what has been written since: a long-lived session object is saved many times. */
class ChangedRecord implements SessionRecord<SessionShape> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  readonly readTime: number
  readonly maxInactiveInterval: number
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<SessionShape>>
  readonly cookie: CookieSettings | undefined
  readonly #read: SessionRecord<SessionShape>
  /** Attribute name → its JSON text; `undefined` for one that was removed. */
  readonly #written: Map<string, string | undefined>

  constructor(before: SessionRecord<SessionShape>, changes: Changes<SessionShape>) {
    const { set = {}, remove = [], cookie, maxInactiveInterval } = changes
    this.id = before.id
    this.creationTime = before.creationTime
    this.lastAccessedTime = before.lastAccessedTime
    this.readTime = before.readTime
    this.expiresAt = before.expiresAt
    this.maxInactiveInterval = maxInactiveInterval ?? before.maxInactiveInterval
    this.cookie = cookie ?? before.cookie
    const attributes: Partial<SessionShape> = { ...before.attributes, ...set }
    for (const name of remove) delete attributes[name]
    this.attributes = attributes
    this.#read = before instanceof ChangedRecord ? before.#read : before
    this.#written = new Map(before instanceof ChangedRecord ? before.#written : [])
    for (const [name, value] of Object.entries(set)) this.#written.set(name, JSON.stringify(value))
    for (const name of remove) this.#written.set(name, undefined)
  }

  original(name: AttributeName<SessionShape>): unknown {
    if (!this.#written.has(name)) return this.#read.original(name)
    const text = this.#written.get(name)
    return text === undefined ? undefined : JSON.parse(text)
  }
}
