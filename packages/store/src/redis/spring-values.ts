// Values as Spring Session's JSON serializer writes them: Jackson 3 with default typing. Scalars are plain JSON, a list is
// ["java.util.ArrayList",[…]], a map {"@class":"java.util.LinkedHashMap",…}, a Long in one of these ["java.lang.Long",2].
// Spring refuses the whole session when one list or object has no type.
import { encodeAttributes } from '../attributes.ts'
import { SECURITY_CONTEXT } from '../spring-login.ts'

/** Lists and maps that may become an ArrayList and a LinkedHashMap: the same type to Spring, or one that it cannot name. */
export const REPLACEABLE: readonly string[] = [
  ...['ArrayList', 'Arrays$ArrayList', 'LinkedHashMap', 'HashMap'],
  ...[
    'EmptyList',
    'SingletonList',
    'UnmodifiableRandomAccessList',
    'EmptyMap',
    'UnmodifiableMap',
  ].map((name) => `Collections$${name}`),
].map((name) => `java.util.${name}`)

const MAP = /^java\.util\.[\w.$]*Map$/

/** Lists and maps that Spring wrote, and the type in them that this package does not write. */
const READ_ONLY = new WeakMap<object, string>()

/**
 * Attribute name → text.
 * @throws {TypeError} for a reserved name, for the login, and for a value that JSON or Spring cannot hold; each names the
 * attribute
 */
export function encodeForSpring(attributes: object): Record<string, string> {
  if (Reflect.get(attributes, SECURITY_CONTEXT) !== undefined) {
    throw new TypeError(
      `The session attribute "${SECURITY_CONTEXT}" is the login of Spring Security: only Spring can write it`,
    )
  }
  const encoded = encodeAttributes(attributes)
  for (const [name, text] of Object.entries(encoded)) {
    const value: unknown = Reflect.get(attributes, name)
    if (typeof value !== 'object' || value === null) continue
    refuseJavaTypes(name, value)
    encoded[name] = typedJson(text)
  }
  return encoded
}

export function javaTypeError(name: string, type: string): TypeError {
  return new TypeError(
    `The session attribute "${name}" cannot be written: it has the Java type ${type}, which only Spring can write`,
  )
}

function refuseJavaTypes(name: string, value: object): void {
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null) return each
    const type: unknown = READ_ONLY.get(each) ?? Reflect.get(each, '@class')
    if (type !== undefined) throw javaTypeError(name, String(type))
    return each
  })
}

/** JSON with the types of lists and maps. */
export function typedJson(json: string): string {
  return JSON.stringify(typed(JSON.parse(json)))
}

function typed(value: unknown): unknown {
  if (Array.isArray(value)) return ['java.util.ArrayList', value.map(typed)]
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, typed(each)])
  return Object.fromEntries([['@class', 'java.util.LinkedHashMap'], ...entries])
}

/**
 * Collections become arrays, maps objects, and scalars with a type lose it. An object of another class is returned as Spring
 * wrote it, with the types in it.
 * @throws {SyntaxError} for what is no JSON, and for a list or an object without a type
 */
export function parseOfSpring(text: string): unknown {
  return untyped(JSON.parse(text)).value
}

interface Untyped {
  value: unknown
  /** The first type in it that is not REPLACEABLE. */
  foreign: string | undefined
}

/** The name of a class, or of an array of a class: `[Ljava.lang.String;`. Packages are lower case, so "example.com" is none. */
const TYPE = /^\[*L?([a-z_]\w*\.)+[A-Z][\w$]*;?$/

function untyped(json: unknown): Untyped {
  if (typeof json !== 'object' || json === null) return { value: json, foreign: undefined }
  if (Array.isArray(json)) {
    const [type, content] = json
    if (json.length !== 2 || typeof type !== 'string' || !TYPE.test(type)) {
      throw new SyntaxError('A list has no Java type')
    }
    if (!Array.isArray(content)) return { value: content, foreign: type }
    const parts = content.map(untyped)
    return collection(
      type,
      parts.map(({ value }) => value),
      parts,
    )
  }
  const { '@class': type, ...entries } = json as Record<string, unknown>
  if (typeof type !== 'string') throw new SyntaxError('An object has no Java type')
  if (!MAP.test(type)) return { value: json, foreign: type }
  const names = Object.keys(entries)
  const parts = Object.values(entries).map(untyped)
  const value = Object.fromEntries(names.map((name, i) => [name, parts[i]?.value]))
  return collection(type, value, parts)
}

function collection(type: string, value: object, parts: readonly Untyped[]): Untyped {
  const foreign = REPLACEABLE.includes(type)
    ? parts.find((part) => part.foreign !== undefined)?.foreign
    : type
  if (foreign !== undefined) READ_ONLY.set(value, foreign)
  return { value, foreign }
}
