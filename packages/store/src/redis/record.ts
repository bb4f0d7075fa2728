// A session as its Redis hash holds it.
import { MOST_SECONDS } from '../options.ts'
import { type AttributeName, type CookieSettings, expiresAt, type SessionRecord } from '../store.ts'
import type { FlatHash } from './field-reader.ts'
import type { Layout } from './layout.ts'
import { storedCookie } from './stored-cookie.ts'

/** Names of fields are those of Spring Session's hash; `cookie` is ours. */
export const FIELD = {
  creationTime: 'creationTime',
  lastAccessedTime: 'lastAccessedTime',
  maxInactiveInterval: 'maxInactiveInterval',
  cookie: 'cookie',
} as const

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
  readonly #layout: Layout
  #texts: Map<string | null, string> | undefined

  constructor(
    id: string,
    hash: FlatHash,
    readTime: number,
    { absoluteLifetimeSeconds, layout }: { absoluteLifetimeSeconds: number; layout: Layout },
  ) {
    let creationTime = 0
    let lastAccessedTime = 0
    let maxInactiveInterval = 0
    let cookie: CookieSettings | undefined
    const attributes: Record<string, unknown> = {}
    const { parseValue } = layout
    layout.readFields(hash, ({ name, field }, text) => {
      // An attribute that Spring Session has removed is an empty text.
      if (name !== null) {
        if (text !== '') attributes[name] = parseValue(text)
      } else if (field === FIELD.creationTime) creationTime = Number(text)
      else if (field === FIELD.lastAccessedTime) lastAccessedTime = Number(text)
      else if (field === FIELD.maxInactiveInterval) maxInactiveInterval = Number(text)
      else if (field === FIELD.cookie) cookie = storedCookie(parseValue(text))
    })
    const areNumbers = creationTime > 0 && creationTime < 1e15 && lastAccessedTime > 0
    if (!(areNumbers && maxInactiveInterval > 0 && maxInactiveInterval <= MOST_SECONDS)) {
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
    this.#layout = layout
  }

  original(name: AttributeName<Shape>): unknown {
    // One pass for all names: a save asks for each attribute that is an object.
    if (this.#texts === undefined) {
      const texts = new Map<string | null, string>()
      this.#layout.readFields(this.#hash, (field, text) => texts.set(field.name, text))
      this.#texts = texts
    }
    const text = this.#texts.get(name)
    return text ? this.#layout.parseValue(text) : undefined
  }
}
