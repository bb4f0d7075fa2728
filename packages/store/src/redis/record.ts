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

/** The character between fields and values in the answer of the load script. */
const SEPARATOR = '\x1f'

/** Escaped as in JSON, which changes no usual name: so no field contains the separator. */
export function attributeField(name: string): string {
  return `${ATTRIBUTE_PREFIX}${JSON.stringify(name).slice(1, -1)}`
}

/** Field, value, field, value, …: an array, or one text with SEPARATOR between. */
export type FlatHash = string | readonly string[]

/** @throws {Error} when a field that every session has is missing or no number, or an attribute is no JSON */
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
  #texts: Map<string | null, string> | undefined

  constructor(id: string, hash: FlatHash, readTime: number, absoluteLifetimeSeconds: number) {
    let creationTime = 0
    let lastAccessedTime = 0
    let maxInactiveInterval = 0
    let cookie: CookieSettings | undefined
    const attributes: Record<string, unknown> = {}
    forEachField(hash, ({ name, field }, text) => {
      // An attribute that Spring Session has removed is an empty text.
      if (name !== null) {
        if (text !== '') attributes[name] = parseValue(text)
      } else if (field === FIELD.creationTime) creationTime = Number(text)
      else if (field === FIELD.lastAccessedTime) lastAccessedTime = Number(text)
      else if (field === FIELD.maxInactiveInterval) maxInactiveInterval = Number(text)
      else if (field === FIELD.cookie) cookie = JSON.parse(text)
    })
    if (!(creationTime > 0 && lastAccessedTime > 0 && maxInactiveInterval > 0)) {
      throw new Error('Fields of a session are missing or are no numbers')
    }
    this.id = id
    this.creationTime = creationTime
    this.lastAccessedTime = lastAccessedTime
    this.readTime = readTime
    this.maxInactiveInterval = maxInactiveInterval
    this.expiresAt = expiresAt(this, absoluteLifetimeSeconds)
    // The declared shape of stored attributes is not checked.
    this.attributes = attributes as Partial<Shape>
    this.cookie = cookie
    this.#hash = hash
  }

  original(name: AttributeName<Shape>): unknown {
    // One pass for all names: a save asks for each attribute that is an object.
    if (this.#texts === undefined) {
      const texts = new Map<string | null, string>()
      forEachField(this.#hash, (field, text) => texts.set(field.name, text))
      this.#texts = texts
    }
    const text = this.#texts.get(name)
    return text ? parseValue(text) : undefined
  }
}

/**
 * Most attributes are strings without escapes. Cutting off their quotes is five times as fast as parsing them.
 * @throws {SyntaxError} when the text is no JSON
 */
function parseValue(text: string): unknown {
  const isPlain =
    text.charCodeAt(0) === QUOTE &&
    text.indexOf('\\') === -1 &&
    text.indexOf('"', 1) === text.length - 1
  return isPlain ? text.slice(1, -1) : JSON.parse(text)
}

const QUOTE = 34

interface Field {
  field: string
  /** The attribute's name; `null` for a field of another kind. */
  name: string | null
  /** The field and the separator behind it, as in a text. */
  prefix: string
}

/**
 * The fields of the hash that was read last, in their order. The sessions of an application have the same few fields, so the
 * next text mostly has the same order: comparing a field is faster than cutting its name out for FIELDS.
 */
let layout: Field[] = []

function forEachField(hash: FlatHash, take: (field: Field, text: string) => void): void {
  if (typeof hash !== 'string') {
    for (let i = 0; i + 1 < hash.length; i += 2)
      take(fieldOf(hash[i] as string), hash[i + 1] as string)
    return
  }
  const before = layout
  let known = before
  for (let at = 0, i = 0; at < hash.length; i += 1) {
    let field = known[i]
    if (field === undefined || !hash.startsWith(field.prefix, at)) {
      const end = hash.indexOf(SEPARATOR, at)
      // The load script answers an error as a text without a separator.
      if (end === -1) throw new Error(at === 0 ? hash : 'A field has no value')
      field = fieldOf(hash.slice(at, end))
      // A list of its own: the one before may be in use.
      if (known === before) known = known.slice(0, i)
      known.push(field)
      layout = known
    }
    const from = at + field.prefix.length
    const end = hash.indexOf(SEPARATOR, from)
    const to = end === -1 ? hash.length : end
    take(field, hash.slice(from, to))
    at = to + 1
  }
}

/** Fields by their names: sessions have the same few again and again. */
const FIELDS = new Map<string, Field>()
const MOST_FIELDS = 1_000

function fieldOf(field: string): Field {
  const known = FIELDS.get(field)
  if (known !== undefined) return known
  if (FIELDS.size === MOST_FIELDS) FIELDS.clear()
  let name: string | null = null
  if (field.startsWith(ATTRIBUTE_PREFIX)) {
    name = JSON.parse(`"${field.slice(ATTRIBUTE_PREFIX.length)}"`) as string
    if (isReservedName(name)) name = null
  }
  const found = { field, name, prefix: field + SEPARATOR }
  FIELDS.set(field, found)
  return found
}
