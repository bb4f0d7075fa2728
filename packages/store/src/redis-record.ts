import { isReservedName } from './attributes.ts'
import type { SessionRecord } from './store.ts'

/** Field names are those of Spring Session's Redis hash. */
export const FIELD = {
  creationTime: 'creationTime',
  lastAccessedTime: 'lastAccessedTime',
  maxInactiveInterval: 'maxInactiveInterval',
} as const

const ATTRIBUTE_PREFIX = 'sessionAttr:'

/** Escaped as in JSON, which changes no usual name: so that load.lua can make JSON of fields as they are. */
export function attributeField(name: string): string {
  return `${ATTRIBUTE_PREFIX}${JSON.stringify(name).slice(1, -1)}`
}

export function sessionKey(id: string): string {
  return `session:${id}`
}

/** A session's hash as the text of one JSON object, as load.lua answers it: field → value, each JSON as it is. */
export function documentOf(fields: Iterable<readonly [field: string, value: string]>): string {
  return `{${Array.from(fields, ([field, value]) => `"${field}":${value}`).join()}}`
}

/**
 * @param document the session's hash, see documentOf
 * @throws {Error} when a field that every session has is missing or no number, or an attribute is no JSON
 */
export function readRecord<Shape extends object>(
  id: string,
  document: string,
  absoluteLifetimeMs: number,
): SessionRecord<Shape> {
  return new RedisRecord<Shape>(id, document, absoluteLifetimeMs)
}

class RedisRecord<Shape extends object> implements SessionRecord<Shape> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  readonly maxInactiveInterval: number
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  readonly #document: string

  constructor(id: string, document: string, absoluteLifetimeMs: number) {
    const fields: Record<string, unknown> = JSON.parse(document)
    const { creationTime, lastAccessedTime, maxInactiveInterval } = fields
    if (!(isTime(creationTime) && isTime(lastAccessedTime) && isTime(maxInactiveInterval))) {
      throw new Error('Fields of a session are missing or are no numbers')
    }
    this.id = id
    this.creationTime = creationTime
    this.lastAccessedTime = lastAccessedTime
    this.maxInactiveInterval = maxInactiveInterval
    this.expiresAt = Math.min(
      lastAccessedTime + maxInactiveInterval * 1000,
      creationTime + absoluteLifetimeMs,
    )
    this.attributes = attributesIn(fields)
    this.#document = document
  }

  original(): Partial<Shape> {
    return attributesIn(JSON.parse(this.#document))
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}

function attributesIn<Shape extends object>(fields: Record<string, unknown>): Partial<Shape> {
  const attributes: Record<string, unknown> = {}
  for (const field in fields) {
    const name = attributeName(field)
    if (name !== null) attributes[name] = fields[field]
  }
  // What was stored is believed to have the shape that this app declares.
  return attributes as Partial<Shape>
}

/** Names that have been cut out of fields, null for a field of another kind: sessions have the same few again. */
const NAMES = new Map<string, string | null>()
const MOST_NAMES = 1_000

function attributeName(field: string): string | null {
  const known = NAMES.get(field)
  if (known !== undefined) return known
  if (NAMES.size === MOST_NAMES) NAMES.clear()
  const cut = field.startsWith(ATTRIBUTE_PREFIX) ? field.slice(ATTRIBUTE_PREFIX.length) : null
  const name = cut === null || isReservedName(cut) ? null : cut
  NAMES.set(field, name)
  return name
}
