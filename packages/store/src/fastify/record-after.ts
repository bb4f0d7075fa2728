import type { Changes, SessionRecord } from '../store.ts'
import type { SessionShape } from './session-object.ts'

/** The record that a store has after it applied changes to this one. */
export function recordAfter(
  record: SessionRecord<SessionShape>,
  { set = {}, remove = [], cookie, maxInactiveInterval }: Changes<SessionShape>,
): SessionRecord<SessionShape> {
  const written = new Map(Object.entries(set).map(([name, value]) => [name, JSON.stringify(value)]))
  const attributes: Partial<SessionShape> = { ...record.attributes, ...set }
  for (const name of remove) delete attributes[name]
  return {
    ...record,
    ...(maxInactiveInterval !== undefined && { maxInactiveInterval }),
    cookie: cookie ?? record.cookie,
    attributes,
    original(name) {
      const text = written.get(name)
      if (text !== undefined) return JSON.parse(text)
      return Object.hasOwn(attributes, name) ? record.original(name) : undefined
    },
  }
}
