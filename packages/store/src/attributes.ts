// Attributes as JSON text, and what changed between reading a session and saving it.
import type { AttributeName, Attributes, Changes } from './store.ts'

/**
 * Names that cannot be attributes: properties of @fastify/session's session object, which an attribute would overwrite,
 * and names that reach the prototype of an object.
 */
const RESERVED = new Set([
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toJSON',
    'cookie',
    'sessionId',
    'encryptedSessionId',
  ],
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
 * @throws {TypeError} for a reserved name, and for a value that JSON cannot hold; both name the attribute
 */
export function encodeAttributes(attributes: object): Record<string, string> {
  const encoded: Record<string, string> = {}
  for (const name of Object.keys(attributes)) {
    checkAttributeName(name)
    const text = encodeValue(name, Reflect.get(attributes, name))
    if (text !== undefined) encoded[name] = text
  }
  return encoded
}

/** JSON text; `undefined` for what JSON leaves out. @throws {TypeError} naming the attribute */
function encodeValue(name: string, value: unknown): string | undefined {
  try {
    return typeof value === 'object' && value !== null
      ? JSON.stringify(value, refuseLosses)
      : JSON.stringify(refuseLosses(name, value))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
    throw new TypeError(`The session attribute "${name}" cannot be stored as JSON: ${reason}`, {
      cause,
    })
  }
}

/** JSON would turn these into `null`, `{}` or nothing without an error. */
function refuseLosses(_name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`it is ${value}`)
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`it has a ${typeof value}`)
  }
  if (value instanceof Map || value instanceof Set) {
    throw new TypeError(`it has a ${value.constructor.name}`)
  }
  return value
}

/** Leaves out empty texts, to which Spring Session sets removed attributes. @throws {SyntaxError} for other text that is no JSON */
export function decodeAttributes<Shape extends object>(
  encoded: Readonly<Record<string, string>>,
): Partial<Shape> {
  const attributes: Attributes = {}
  for (const name in encoded) {
    const text = encoded[name]
    if (text && !RESERVED.has(name)) attributes[name] = JSON.parse(text)
  }
  // The declared shape of stored attributes is not checked.
  return attributes as Partial<Shape>
}

/** The attributes of a session when it was read. */
export interface Baseline<Shape extends object> {
  /** Values that are objects may have been changed in place. */
  readonly attributes: Partial<Shape>
  /** The value as it was read. */
  original(name: AttributeName<Shape>): unknown
}

/**
 * What must be written to turn the stored attributes into the present ones.
 * @param present attributes, and other properties named in `skip`
 * @throws {TypeError} for a reserved name, and for a value that JSON cannot hold; both name the attribute
 */
export function changesBetween<Shape extends object>(
  stored: Baseline<Shape>,
  present: Partial<Shape>,
  skip?: string,
): Changes<Shape> & { set: Partial<Shape>; remove: AttributeName<Shape>[] } {
  const set: Partial<Shape> = {}
  const remove: AttributeName<Shape>[] = []
  for (const name of changedNames(stored, present, skip)) {
    checkAttributeName(name)
    if (encodeValue(name, present[name]) !== undefined) set[name] = present[name]
    else if (Object.hasOwn(stored.attributes, name)) remove.push(name)
  }
  return { set, remove }
}

/** Whether any attribute differs. A getter that throws counts as a change: the save reports its error. */
export function hasChanges<Shape extends object>(
  stored: Baseline<Shape>,
  present: Partial<Shape>,
  skip?: string,
): boolean {
  try {
    return changedNames(stored, present, skip, 1).length > 0
  } catch {
    return true
  }
}

function changedNames<Shape extends object>(
  stored: Baseline<Shape>,
  present: Partial<Shape>,
  skip = '',
  wanted: number = Number.POSITIVE_INFINITY,
): AttributeName<Shape>[] {
  const names: AttributeName<Shape>[] = []
  for (const name of Object.keys(present) as AttributeName<Shape>[]) {
    if (names.length >= wanted) return names
    if (name === skip) continue
    const value = present[name]
    if (typeof value === 'object' && value !== null) {
      // Only objects can have been changed in place, so only they are compared as text.
      const before = stored.original(name)
      if (JSON.stringify(before) !== textOf(value)) names.push(name)
    } else if (value !== stored.attributes[name]) names.push(name)
  }
  for (const name of Object.keys(stored.attributes) as AttributeName<Shape>[]) {
    if (!Object.hasOwn(present, name)) names.push(name)
  }
  return names
}

/** `null` for a value that JSON cannot hold: it counts as a change, and the save names it. */
function textOf(value: object): string | undefined | null {
  try {
    return JSON.stringify(value)
  } catch {
    return null
  }
}

/** Whether there is anything to write. */
export function changesAnything<Shape extends object>({
  set = {},
  remove = [],
  cookie,
  maxInactiveInterval,
}: Changes<Shape>): boolean {
  const hasAttributes = Object.keys(set).length > 0 || remove.length > 0
  return hasAttributes || cookie !== undefined || maxInactiveInterval !== undefined
}
