// A record for stores that keep attributes as JSON text.
import { decodeAttributes } from './attributes.ts'
import { type AttributeName, type CookieSettings, expiresAt, type SessionRecord } from './store.ts'

/** A session as such a store keeps it. */
export interface EncodedSession {
  /** Times in ms since the epoch, by the clock of the store. */
  creationTime: number
  lastAccessedTime: number
  /** In seconds. */
  maxInactiveInterval: number
  /** Attribute name → JSON text. */
  encoded: Record<string, string>
  cookie: CookieSettings | undefined
}

export class EncodedRecord<Shape extends object> implements SessionRecord<Shape> {
  readonly id: string
  readonly creationTime: number
  readonly lastAccessedTime: number
  readonly readTime: number
  readonly maxInactiveInterval: number
  readonly expiresAt: number
  readonly attributes: Readonly<Partial<Shape>>
  readonly cookie: CookieSettings | undefined
  readonly #encoded: Record<string, string>

  /**
   * @param readTime when the session was read, by the clock of the store: a store on a server passes the server's time
   * @throws {SyntaxError} for an attribute that is no JSON
   */
  constructor(
    id: string,
    session: EncodedSession,
    readTime: number,
    absoluteLifetimeSeconds: number,
  ) {
    this.id = id
    this.creationTime = session.creationTime
    this.lastAccessedTime = session.lastAccessedTime
    this.readTime = readTime
    this.maxInactiveInterval = session.maxInactiveInterval
    this.expiresAt = expiresAt(session, absoluteLifetimeSeconds)
    this.cookie = session.cookie
    this.#encoded = { ...session.encoded }
    this.attributes = decodeAttributes(this.#encoded)
  }

  original(name: AttributeName<Shape>): unknown {
    const text = this.#encoded[name]
    return text ? JSON.parse(text) : undefined
  }
}
