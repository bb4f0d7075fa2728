// The options that every store has: defaults and checks.
import { isReservedName } from './attributes.ts'
import type { PageOptions, Principal } from './store.ts'
import type { UnreadableRecord } from './unreadable.ts'

/** Seconds can be fractions (0.2), up to 3,155,760,000, about 100 years. */
export interface StoreOptions {
  /** Seconds without use after which a session ends, above 0. @default 1800 */
  idleTimeoutSeconds?: number | undefined
  /** Seconds after its creation at which a session ends, however often it is used; above 0. @default 28800 */
  absoluteLifetimeSeconds?: number | undefined
  /**
   * The attribute that names the session's user, for `list`, `revokeAll` and `maxSessionsPerUser`. Its value is a string or a
   * number. @default 'username'
   */
  principalAttribute?: string | undefined
  /** How many sessions a user can have at once, a whole number; 0 is no limit. @default 0 */
  maxSessionsPerUser?: number | undefined
  /** At the limit, the oldest session ends, or the new one is refused with TooManySessionsError. @default 'evict-oldest' */
  onMaxSessions?: 'evict-oldest' | 'refuse' | undefined
  /**
   * Seconds, by the store's clock, from the reading of a session to a change that is based on it; a later change is refused
   * with StoreUnavailableError. It prevents a process that was frozen from overwriting newer changes when it continues. Set it
   * to the time-out of the clients' requests. 0 is no limit. @default 0
   */
  changeTimeoutSeconds?: number | undefined
  /**
   * Called at each read of a record that is no session: its fields are damaged, not JSON, or serialized by the JDK
   * (JdkSerializedError). @default the Redis store emits one warning of the process for each record, and one for all JDK records
   */
  onUnreadable?: ((record: UnreadableRecord) => void) | undefined
}

export type ResolvedStoreOptions = {
  [Name in keyof StoreOptions]-?: NonNullable<StoreOptions[Name]>
}

const CHECKS: { [Name in keyof Required<StoreOptions>]: (name: string, value: unknown) => void } = {
  idleTimeoutSeconds: checkSeconds,
  absoluteLifetimeSeconds: checkSeconds,
  changeTimeoutSeconds: checkSecondsOrZero,
  maxSessionsPerUser(name, value) {
    if (!Number.isSafeInteger(value) || Number(value) < 0) {
      refuse(name, 'a whole number of sessions, or 0 for no limit', value)
    }
  },
  onMaxSessions(name, value) {
    if (value !== 'evict-oldest' && value !== 'refuse') {
      refuse(name, "'evict-oldest' or 'refuse'", value)
    }
  },
  principalAttribute(name, value) {
    checkText(name, value)
    if (isReservedName(String(value))) refuse(name, 'the name of an attribute', value)
  },
  onUnreadable: checkFunction,
}

/** @throws {TypeError} that names the option */
export function resolveStoreOptions(options: StoreOptions): ResolvedStoreOptions {
  const given = withoutUndefined(options)
  const resolved = {
    idleTimeoutSeconds: 1_800,
    absoluteLifetimeSeconds: 28_800,
    principalAttribute: 'username',
    maxSessionsPerUser: 0,
    onMaxSessions: 'evict-oldest' as const,
    changeTimeoutSeconds: 0,
    onUnreadable: () => {},
    ...given,
  }
  for (const [name, check] of Object.entries(CHECKS)) check(name, Reflect.get(resolved, name))
  return resolved
}

export const STORE_OPTION_NAMES: readonly string[] = Object.keys(CHECKS)

/** @throws {TypeError} for options that do not exist: a misspelt option would otherwise have no effect */
export function checkOptionNames(options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`The options must be an object, not ${String(options)}`)
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new TypeError(`There is no option "${name}"; there are ${known.join(', ')}`)
    }
  }
}

/** About 100 years. Its milliseconds are an exact integer in JavaScript, Lua and Redis. */
export const MOST_SECONDS = 3_155_760_000

export function checkSeconds(name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value > 0 && value <= MOST_SECONDS)) {
    refuse(name, 'a number of seconds above 0', value)
  }
}

export function checkSecondsOrZero(name: string, value: unknown): void {
  if (value !== 0) checkSeconds(name, value)
}

export function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') refuse(name, 'a string that is not empty', value)
}

/**
 * The last character of a prefix is one that no session id has: `shop:` and `shop-admin:` are different, whereas the keys of
 * `shop` would begin like those of `shop-admin`.
 */
export function checkPrefix(name: string, value: unknown): void {
  checkText(name, value)
  if (/[\w-]$/.test(String(value))) {
    refuse(name, "a string whose last character no session id has, such as ':'", value)
  }
}

export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') refuse(name, 'a function', value)
}

/** What the adapters for Fastify and Express call. */
const METHODS_OF_ADAPTERS = ['load', 'insert', 'update', 'destroy', 'count', 'iterate', 'clear']

/** Checks methods and not a class: a store can be of the application's own. */
export function checkStore(value: unknown): void {
  for (const method of METHODS_OF_ADAPTERS) {
    if (typeof Reflect.get(Object(value), method) !== 'function') {
      refuse('store', `a SessionStore, with a method ${method}`, value)
    }
  }
  checkSeconds('store.idleTimeoutSeconds', Reflect.get(Object(value), 'idleTimeoutSeconds'))
}

export function refuse(name: string, wanted: string, value: unknown): never {
  const shown = typeof value === 'string' ? `"${value}"` : String(value)
  throw new TypeError(`The option "${name}" must be ${wanted}, not ${shown}`)
}

/** `undefined` counts as left out, so that `idleTimeoutSeconds: config.timeout` needs no condition around it. */
export function withoutUndefined<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: NonNullable<Options[Name]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as { [Name in keyof Options]?: NonNullable<Options[Name]> }
}

/**
 * The principal in the attributes of a session as text; `undefined` for a session without one.
 * @throws {TypeError} for a value that cannot name a user: the session would be in no list and under no limit
 */
export function principalIn(attributes: object, principalAttribute: string): string | undefined {
  const value: unknown = Reflect.get(attributes, principalAttribute)
  if (value === undefined || value === null) return undefined
  if (isPrincipal(value)) return String(value)
  throw new TypeError(
    `The session attribute "${principalAttribute}" names the session's user: it must be a string or a number, not ${describe(value)}`,
  )
}

/** Whether the sessions with these attributes belong to a principal. */
export function belongsTo(
  attributes: object,
  principalAttribute: string,
  principal: string,
): boolean {
  const value: unknown = Reflect.get(attributes, principalAttribute)
  return isPrincipal(value) && String(value) === principal
}

/** @throws {TypeError} for the attribute that names the user: another number would be another user, in no list */
export function checkCounter(attribute: string, principalAttribute: string): void {
  if (attribute !== principalAttribute) return
  throw new TypeError(
    `The session attribute "${attribute}" names the session's user: it cannot be incremented`,
  )
}

export function isPrincipal(value: unknown): value is Principal {
  return (typeof value === 'string' && value !== '') || Number.isFinite(value)
}

/** @throws {TypeError} when it is no principal */
export function principalText(principal: Principal): string {
  if (isPrincipal(principal)) return String(principal)
  throw new TypeError(`A principal is a string or a number, not ${describe(principal)}`)
}

/** @throws {TypeError} for options that are wrong */
export function resolvePage({ limit = 100, after }: PageOptions) {
  if (!(Number.isSafeInteger(limit) && limit > 0)) {
    refuse('limit', 'a whole number of sessions above 0', limit)
  }
  // At most 2^53, as scores in Redis are exact up to there.
  if (after !== undefined && !/^\d{1,16}$/.test(after)) {
    refuse('after', '`next` of another page', after)
  }
  return { limit, after }
}

function describe(value: unknown): string {
  if (value === '') return 'an empty string'
  return typeof value === 'object' ? 'an object' : String(value)
}
