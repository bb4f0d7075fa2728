import type { AttributeName, Changes, CookieSettings, SessionRecord } from './store.ts'

/**
 * The record that a store has after it applied changes to this one. Call it before the changes are sent: the application can
 * change values in place while they are under way.
 */
export function recordAfter<Shape extends object>(
  record: SessionRecord<Shape>,
  changes: Changes<Shape>,
): SessionRecord<Shape> {
  return new ChangedRecord(record, changes)
}

/** The record that was read and all writes since, so that `original` costs the same after any number of saves. */
class ChangedRecord<Shape extends object> implements SessionRecord<Shape> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  readonly readTime: number
  readonly maxInactiveInterval: number
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  readonly cookie: CookieSettings | undefined
  readonly #read: SessionRecord<Shape>
  /** Attribute name → its JSON text; `undefined` for one that was removed. */
  readonly #written: Map<string, string | undefined>

  constructor(before: SessionRecord<Shape>, changes: Changes<Shape>) {
    const { set = {}, remove = [], cookie, maxInactiveInterval } = changes
    this.id = before.id
    this.creationTime = before.creationTime
    this.lastAccessedTime = before.lastAccessedTime
    this.readTime = before.readTime
    this.expiresAt = before.expiresAt
    this.maxInactiveInterval = maxInactiveInterval ?? before.maxInactiveInterval
    this.cookie = cookie ?? before.cookie
    const attributes: Partial<Shape> = { ...before.attributes, ...set }
    for (const name of remove) delete attributes[name]
    this.attributes = attributes
    const isChanged = before instanceof ChangedRecord
    this.#read = isChanged ? before.#read : before
    this.#written = new Map(isChanged ? before.#written : [])
    for (const [name, value] of Object.entries(set)) this.#written.set(name, JSON.stringify(value))
    for (const name of remove) this.#written.set(name, undefined)
  }

  original(name: AttributeName<Shape>): unknown {
    if (!this.#written.has(name)) return this.#read.original(name)
    const text = this.#written.get(name)
    return text === undefined ? undefined : JSON.parse(text)
  }
}
