// The bound on attributes whose names begin with the same prefix.
import { TooManyAttributesError } from './errors.ts'
import { refuse } from './options.ts'
import type { AttributeLimit, Changes } from './store.ts'

/** @throws {TypeError} for a limit that is wrong; the message names its property */
export function checkLimit({ prefix, most }: AttributeLimit): void {
  if (typeof prefix !== 'string') refuse('limit.prefix', 'a string', prefix)
  if (!Number.isSafeInteger(most) || most < 0) {
    refuse('limit.most', 'a whole number of attributes', most)
  }
}

/**
 * For a store that holds the attributes while it checks.
 * @param stored the session's attributes, by name
 * @throws {TooManyAttributesError} when the change adds an attribute beyond its limit
 * @throws {TypeError} for a limit that is wrong
 */
export function enforceLimit(
  stored: object,
  { set = {}, remove = [], limit }: Pick<Changes, 'set' | 'remove' | 'limit'>,
): void {
  if (limit === undefined) return
  checkLimit(limit)
  const names = new Set(Object.keys(stored).filter((name) => name.startsWith(limit.prefix)))
  const before = names.size
  for (const name of remove) names.delete(name)
  for (const name of Object.keys(set)) if (name.startsWith(limit.prefix)) names.add(name)
  if (names.size > limit.most && names.size > before) throw tooManyAttributes(limit)
}

export function tooManyAttributes({ prefix, most }: AttributeLimit): TooManyAttributesError {
  return new TooManyAttributesError(`A session has at most ${most} attributes "${prefix}…"`)
}
