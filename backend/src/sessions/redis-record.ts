import { decodeAttributes } from './attributes.ts'
import type { SessionRecord } from './store.ts'

/** Field names are those of Spring Session's Redis hash. */
export const FIELD = {
  creationTime: 'creationTime',
  lastAccessedTime: 'lastAccessedTime',
  maxInactiveInterval: 'maxInactiveInterval',
} as const

const ATTRIBUTE_PREFIX = 'sessionAttr:'

export function attributeField(name: string): string {
  return `${ATTRIBUTE_PREFIX}${name}`
}

export function sessionKey(id: string): string {
  return `session:${id}`
}

/**
 * Reads a session's hash, given as [field, value, field, value, …].
 * @throws {Error} when a field that every session has is missing or no number, or an attribute no JSON
 */
export function readRecord<Shape extends object>(
  id: string,
  flat: readonly string[],
  absoluteLifetimeMs: number,
): SessionRecord<Shape> {
  const encoded: Record<string, string> = {}
  let creationTime = Number.NaN
  let lastAccessedTime = Number.NaN
  let maxInactiveInterval = Number.NaN
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const field = flat[i] as string
    const value = flat[i + 1] as string
    if (field.startsWith(ATTRIBUTE_PREFIX)) encoded[field.slice(ATTRIBUTE_PREFIX.length)] = value
    else if (field === FIELD.creationTime) creationTime = Number(value)
    else if (field === FIELD.lastAccessedTime) lastAccessedTime = Number(value)
    else if (field === FIELD.maxInactiveInterval) maxInactiveInterval = Number(value)
  }
  if (!(creationTime > 0 && lastAccessedTime > 0 && maxInactiveInterval > 0)) {
    throw new Error('Fields of a session are missing or are no numbers')
  }
  return {
    id,
    creationTime,
    lastAccessedTime,
    maxInactiveInterval,
    expiresAt: Math.min(
      lastAccessedTime + maxInactiveInterval * 1000,
      creationTime + absoluteLifetimeMs,
    ),
    attributes: decodeAttributes(encoded),
    encoded,
  }
}
