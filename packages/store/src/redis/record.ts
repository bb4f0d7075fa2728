// A session as its Redis hash holds it: names of fields, and reading them.
import { isReservedName } from '../attributes.ts'
import { type AttributeName, type CookieSettings, expiresAt, type SessionRecord } from '../store.ts'

/** Names of fields are those of Spring Session's hash; `cookie` is ours. */
export const FIELD = {
  creationTime: 'creationTime',
  lastAccessedTime: 'lastAccessedTime',
  maxInactiveInterval: 'maxInactiveInterval',
  cookie: 'cookie',
} as const

const ATTRIBUTE_PREFIX = 'sessionAttr:'

/** What stands between fields and values in the answer of the load script. */
const SEPARATOR = '\x1f'

/** Escaped as in JSON, which changes no usual name: so no field contains the separator. */
export function attributeField(name: string): string {
  return `${ATTRIBUTE_PREFIX}${JSON.stringify(name).slice(1, -1)}`
}

/** Field, value, field, value, … */
export type FlatHash = readonly string[]

/** The load script's answer for one session, whichever form it has. */
export function flatHash(answer: string | FlatHash): FlatHash {
  return typeof answer === 'string' ? answer.split(SEPARATOR) : answer
}

/**
 * @throws {Error} when a field that every session has is missing or no number, or an attribute is no JSON
 */
export class RedisRecord<Shape extends object> implements SessionRecord<Shape> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  readonly readTime: number
  readonly maxInactiveInterval: number
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  readonly cookie: CookieSettings | undefined
  readonly #hash: FlatHash

  constructor(id: string, hash: FlatHash, readTime: number, absoluteLifetimeSeconds: number) {
    let creationTime = 0
    let lastAccessedTime = 0
    let maxInactiveInterval = 0
    let cookie: CookieSettings | undefined
    const attributes: Record<string, unknown> = {}
    for (let i = 0; i + 1 < hash.length; i += 2) {
      const field = hash[i] as string
      const text = hash[i + 1] as string
      const name = attributeName(field)
      // An attribute that Spring Session has removed is an empty text.
      if (name !== null) {
        if (text !== '') attributes[name] = parseValue(text)
      } else if (field === FIELD.creationTime) creationTime = Number(text)
      else if (field === FIELD.lastAccessedTime) lastAccessedTime = Number(text)
      else if (field === FIELD.maxInactiveInterval) maxInactiveInterval = Number(text)
      else if (field === FIELD.cookie) cookie = JSON.parse(text)
    }
    if (!(creationTime > 0 && lastAccessedTime > 0 && maxInactiveInterval > 0)) {
      throw new Error('Fields of a session are missing or are no numbers')
    }
    this.id = id
    this.creationTime = creationTime
    this.lastAccessedTime = lastAccessedTime
    this.readTime = readTime
    this.maxInactiveInterval = maxInactiveInterval
    this.expiresAt = expiresAt(this, absoluteLifetimeSeconds)
    // The stored attributes are believed to have the shape that this application declares.
    this.attributes = attributes as Partial<Shape>
    this.cookie = cookie
    this.#hash = hash
  }

  original(name: AttributeName<Shape>): unknown {
    const field = attributeField(name)
    for (let i = 0; i + 1 < this.#hash.length; i += 2) {
      if (this.#hash[i] === field) {
        const text = this.#hash[i + 1]
        return text ? parseValue(text) : undefined
      }
    }
    return undefined
  }
}

/** @throws {SyntaxError} when the text is no JSON */
function parseValue(text: string): unknown {
  return JSON.parse(text)
}

/** Field → attribute name, `null` for a field of another kind: sessions have the same few again and again. */
const NAMES = new Map<string, string | null>()
const MOST_NAMES = 1_000

function attributeName(field: string): string | null {
  const known = NAMES.get(field)
  if (known !== undefined) return known
  if (NAMES.size === MOST_NAMES) NAMES.clear()
  let name: string | null = null
  if (field.startsWith(ATTRIBUTE_PREFIX)) {
    name = JSON.parse(`"${field.slice(ATTRIBUTE_PREFIX.length)}"`) as string
    if (isReservedName(name)) name = null
  }
  NAMES.set(field, name)
  return name
}
