import type { AttributeName, Attributes, Changes } from './store.ts'

// Properties of @fastify/session's object, and what would reach its prototype: as attribute names they would break it.
const RESERVED = new Set([
  ...['__proto__', 'constructor', 'prototype', 'cookie', 'sessionId', 'encryptedSessionId'],
  ...['get', 'set', 'save', 'reload', 'touch', 'options', 'regenerate', 'destroy'],
  ...['isModified', 'isSaved'],
])

export function isReservedName(name: string): boolean {
  return RESERVED.has(name)
}

/** @throws {TypeError} for a reserved name */
export function checkAttributeName(name: string): void {
  if (isReservedName(name)) {
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

/** What a session held when it was read. */
export interface Baseline<Shape extends object> {
  /** Those that are objects may have been changed in place. */
  readonly attributes: Partial<Shape>
  /** What they were. */
  original(): Partial<Shape>
}

/**
 * What must be written to turn the stored attributes into the present ones; nothing else is touched.
 * @param skip names in `present` that are no attributes
 * @throws {TypeError} for a reserved name, and for what JSON cannot hold
 */
export function changesBetween<Shape extends object>(
  stored: Baseline<Shape>,
  present: Partial<Shape>,
  skip?: ReadonlySet<string>,
): Changes<Shape> {
  const set: Partial<Shape> = {}
  const remove: AttributeName<Shape>[] = []
  for (const name of changedNames(stored, present, skip)) {
    checkAttributeName(name)
    if (JSON.stringify(present[name]) !== undefined) set[name] = present[name]
    else if (Object.hasOwn(stored.attributes, name)) remove.push(name)
  }
  return { set, remove }
}

/** Names of attributes that differ; no more of them than are wanted. */
export function changedNames<Shape extends object>(
  stored: Baseline<Shape>,
  present: Partial<Shape>,
  skip: ReadonlySet<string> = new Set(),
  wanted: number = Number.POSITIVE_INFINITY,
): AttributeName<Shape>[] {
  const names: AttributeName<Shape>[] = []
  let original: Partial<Shape> | undefined
  for (const name in present) {
    if (names.length >= wanted) return names
    if (skip.has(name)) continue
    const value = present[name]
    // Only of an object is text needed, on both sides, to say whether it is as it was.
    if (typeof value === 'object' && value !== null) {
      original ??= stored.original()
      if (JSON.stringify(original[name]) !== JSON.stringify(value)) names.push(name)
    } else if (value !== stored.attributes[name]) names.push(name)
  }
  for (const name in stored.attributes) {
    if (!Object.hasOwn(present, name)) names.push(name)
  }
  return names
}
