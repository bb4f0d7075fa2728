// How sessions are written in Redis: names of keys and fields, forms of values. The scripts are the same for all layouts.
import { isReservedName } from '../attributes.ts'
import type { StoreOptions } from '../options.ts'
import type { CookieSettings } from '../store.ts'
import { type FieldReader, fieldReader } from './field-reader.ts'

export interface Layout {
  /** Options of the store that have other defaults here. */
  defaults: Pick<StoreOptions, 'absoluteLifetimeSeconds' | 'principalAttribute'> & {
    prefix: string
  }
  /** Options that this layout does not have, and why. */
  refused: Readonly<Record<string, string>>
  /** Whether the sessions of a user can be found: `list`, `revokeAll`. */
  hasUserIndex: boolean
  readFields: FieldReader
  /** The field of an attribute. */
  attributeField(name: string): string
  /** @throws {TypeError} for a reserved name, and for a value that cannot be stored; both name the attribute */
  encodeAttributes(attributes: object): Record<string, string>
  encodeCookie(settings: CookieSettings): string
  /** @throws {SyntaxError} for a text that is no value in this layout */
  parseValue(text: string): unknown
  /** @throws {TypeError} for an idle timeout that cannot be stored */
  checkIdleTimeout(name: string, value: unknown): void
  /** Lua for update.ts: returns an error for a field that must not be overwritten. */
  updateCheck: string
}

const ATTRIBUTE_PREFIX = 'sessionAttr:'

/** The reader and the name of the fields of attributes. @param inField, inverse the name in the field, and back */
export function attributeFields(
  inField: (name: string) => string,
  inverse: (text: string) => string,
): Pick<Layout, 'readFields' | 'attributeField'> {
  return {
    readFields: fieldReader((field) => {
      if (!field.startsWith(ATTRIBUTE_PREFIX)) return null
      const name = inverse(field.slice(ATTRIBUTE_PREFIX.length))
      return isReservedName(name) ? null : name
    }),
    attributeField: (name) => ATTRIBUTE_PREFIX + inField(name),
  }
}
