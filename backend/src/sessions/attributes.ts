import type { AttributeName, Attributes, Changes } from './store.ts'

// Properties of @fastify/session's object, and what would reach its prototype: as attribute names they would break it.
const RESERVED = new Set([
  ...['__proto__', 'constructor', 'prototype', 'cookie', 'sessionId', 'encryptedSessionId'],
  ...['get', 'set', 'save', 'reload', 'touch', 'options', 'regenerate', 'destroy'],
  ...['isModified', 'isSaved'],
])

/** @throws {TypeError} for a reserved name */
export function checkAttributeName(name: string): void {
  if (RESERVED.has(name)) {
    throw new TypeError(`"${name}" cannot be the name of a session attribute`)
  }
}

/**
 * Attribute name → JSON text. A value that JSON leaves out (`undefined`, a function) leaves its name out too.
 * @throws {TypeError} for a reserved name, and for what JSON cannot hold
 */
export function encodeAttributes(attributes: object): Record<string, string> {
  const encoded: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) {
    checkAttributeName(name)
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) encoded[name] = text
  }
  return encoded
}

/** @throws {SyntaxError} when one of them is not JSON */
export function decodeAttributes<Shape extends object>(
  encoded: Readonly<Record<string, string>>,
): Partial<Shape> {
  const attributes: Attributes = {}
  for (const name in encoded) {
    if (!RESERVED.has(name)) attributes[name] = JSON.parse(encoded[name] as string)
  }
  // What was stored is believed to have the shape that this app declares.
  return attributes as Partial<Shape>
}

/**
 * Whether saving a session would change what is stored. Asked on every request, so values that cannot change in place
 * are compared as they are; only for objects is there text to be made.
 */
export function isChanged(
  stored: { attributes: object; encoded: Readonly<Record<string, string>> },
  session: object,
): boolean {
  let unseen = Object.keys(stored.attributes).length
  for (const name in session) {
    if (name === 'cookie' || name === 'isModified') continue
    const value: unknown = Reflect.get(session, name)
    if (Object.hasOwn(stored.attributes, name)) {
      unseen -= 1
      if (typeof value !== 'object' && value === Reflect.get(stored.attributes, name)) continue
    }
    if (!sameJson(stored.encoded[name], textOf(value))) return true
  }
  return unseen > 0
}

/** `undefined` for what JSON leaves out; of what it cannot hold, something that no JSON is: saving it will say why. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

/** What must be written to turn the stored attributes into the present ones; nothing else is touched. */
export function changesBetween<Shape extends object>(
  stored: Readonly<Record<string, string>>,
  present: Partial<Shape>,
): Changes<Shape> {
  const encoded = encodeAttributes(present)
  const set: Partial<Shape> = {}
  for (const name of Object.keys(encoded) as AttributeName<Shape>[]) {
    if (!sameJson(stored[name], encoded[name])) set[name] = present[name]
  }
  const names = Object.keys(stored) as AttributeName<Shape>[]
  return { set, remove: names.filter((name) => encoded[name] === undefined) }
}

/** Another version of the app may have written the same value in another notation: that is no change. */
function sameJson(stored: string | undefined, encoded: string | undefined): boolean {
  return (
    stored === encoded || (stored !== undefined && JSON.stringify(JSON.parse(stored)) === encoded)
  )
}
