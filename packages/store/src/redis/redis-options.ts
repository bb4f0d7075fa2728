// The options of the Redis store beside those of every store: documentation, defaults and checks.
import type { Cluster, Redis } from 'ioredis'
import {
  checkOptionNames,
  checkPrefix,
  checkSecondsOrZero,
  type ResolvedStoreOptions,
  refuse,
  resolveStoreOptions,
  STORE_OPTION_NAMES,
  type StoreOptions,
  withoutUndefined,
} from '../options.ts'
import type { SessionEvents } from '../session-events.ts'
import { reportOnce, type UnreadableRecord } from '../unreadable.ts'
import type { Layout } from './layout.ts'
import { OWN_LAYOUT } from './own-layout.ts'
import { SPRING_LAYOUT } from './spring-layout.ts'

export interface RedisStoreOptions extends StoreOptions {
  /**
   * The beginning of all keys: applications with different prefixes share a Redis and do not see each other's sessions. It ends
   * with a character that no session id has, such as ':'. @default 'session:'
   */
  // Without `undefined`, as Fastify declares the option of this name.
  prefix?: string
  /**
   * 'spring': the sessions are those of Spring Boot applications, whose Spring Session writes JSON. Names of keys, ids and values
   * have Spring's form; `prefix` is 'spring:session:sessions:' (`<namespace>:sessions:`) and there is no absolute lifetime,
   * unless they are given. Idle timeouts are whole seconds. A value of a Java type that only Spring can write, such as the login, is
   * read (`springLogin`) and never overwritten. Spring keeps no index of users, so `list` and `revokeAll` are refused, as are
   * the options `principalAttribute`, `maxSessionsPerUser`, `events` and `connectRedisPrefix`.
   * @default the layout of this package: plain JSON, with an index of each user's sessions
   * @see docs/spring.md
   */
  layout?: 'spring' | undefined
  /**
   * Seconds for which a read does not write the time of the last use again. A session ends at most this much before its idle
   * timeout, and never after it. 0 writes at every read. Below `idleTimeoutSeconds`.
   * @default idleTimeoutSeconds / 60, at most 60
   */
  touchIntervalSeconds?: number | undefined
  /** Writes an event when a session begins and when it ends. Has the same `prefix` as the store. @default none */
  events?: SessionEvents | undefined
  /**
   * The prefix of sessions that connect-redis wrote (its default is `sess:`): each is moved to this store when it is first read.
   * Not the store's own prefix; ends with the same kind of character. @default off
   */
  connectRedisPrefix?: string | undefined
  /**
   * How many reads, or updates, of one turn of the event loop share a command; 1 sends each on its own. A Cluster always
   * sends each on its own. @default 10
   */
  largestBatch?: number | undefined
}

export const REDIS_STORE_OPTION_NAMES: readonly string[] = [
  ...STORE_OPTION_NAMES,
  ...['layout', 'prefix', 'touchIntervalSeconds', 'events', 'connectRedisPrefix', 'largestBatch'],
]

export interface ResolvedRedisOptions extends ResolvedStoreOptions {
  layout: Layout
  prefix: string
  touchIntervalSeconds: number
  events: SessionEvents | undefined
  connectRedisPrefix: string | undefined
  largestBatch: number
}

/** @throws {TypeError} for an option that is wrong or does not exist; the message names it */
export function resolveRedisOptions(
  redis: Redis | Cluster,
  options: RedisStoreOptions,
): ResolvedRedisOptions {
  checkOptionNames(options, REDIS_STORE_OPTION_NAMES)
  const layout = layoutOf(options.layout)
  for (const [name, why] of Object.entries(layout.refused)) {
    if (Reflect.get(options, name) === undefined) continue
    throw new TypeError(
      `The option "${name}" cannot be used with layout '${options.layout}': ${why}`,
    )
  }
  const { prefix: defaultPrefix, ...defaults } = layout.defaults
  const {
    layout: _,
    prefix = defaultPrefix,
    touchIntervalSeconds,
    events,
    connectRedisPrefix,
    largestBatch = 10,
    ...common
  } = options
  const resolved = resolveStoreOptions({
    onUnreadable: reportOnce(warn),
    ...defaults,
    ...withoutUndefined(common),
  })
  const { idleTimeoutSeconds } = resolved
  layout.checkIdleTimeout('idleTimeoutSeconds', idleTimeoutSeconds)
  checkPrefix('prefix', prefix)
  if (connectRedisPrefix !== undefined) {
    checkPrefix('connectRedisPrefix', connectRedisPrefix)
    if (connectRedisPrefix === prefix) {
      refuse('connectRedisPrefix', 'different from "prefix"', connectRedisPrefix)
    }
  }
  if (events !== undefined) checkEvents(events, prefix)
  const touchSeconds = touchIntervalSeconds ?? Math.min(60, idleTimeoutSeconds / 60)
  checkSecondsOrZero('touchIntervalSeconds', touchSeconds)
  if (touchSeconds >= idleTimeoutSeconds) {
    const wanted = `less than idleTimeoutSeconds (${idleTimeoutSeconds})`
    refuse('touchIntervalSeconds', wanted, touchSeconds)
  }
  if (!Number.isInteger(largestBatch) || largestBatch < 1) {
    refuse('largestBatch', 'a whole number above 0', largestBatch)
  }
  return {
    ...resolved,
    layout,
    prefix,
    touchIntervalSeconds: touchSeconds,
    events,
    connectRedisPrefix,
    // On a Cluster, the keys of one script must have one slot.
    largestBatch: redis.isCluster ? 1 : largestBatch,
  }
}

function warn({ cause }: UnreadableRecord): void {
  const reason = cause instanceof Error ? cause.message : String(cause)
  process.emitWarning(`A session record cannot be read and is ignored: ${reason}`)
}

/** @throws {TypeError} for another name */
export function layoutOf(layout: unknown): Layout {
  if (layout === undefined) return OWN_LAYOUT
  return layout === 'spring' ? SPRING_LAYOUT : refuse('layout', "'spring'", layout)
}

/** Checks methods and not the class: an application can have this package twice, as ESM from two places. */
function checkEvents(events: unknown, prefix: string): void {
  const isSessionEvents =
    events instanceof Object &&
    ['created', 'destroyed', 'expiresAt', 'changedUser'].every(
      (method) => typeof Reflect.get(events, method) === 'function',
    )
  if (!isSessionEvents) refuse('events', 'a SessionEvents', events)
  const other: unknown = Reflect.get(events, 'prefix')
  if (other !== prefix) refuse('events', `one with the prefix "${prefix}"`, other)
}
