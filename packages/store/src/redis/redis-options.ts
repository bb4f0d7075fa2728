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
} from '../options.ts'
import type { SessionEvents } from '../session-events.ts'

export interface RedisStoreOptions extends StoreOptions {
  /**
   * The beginning of all keys: applications with different prefixes share a Redis and do not see each other's sessions. It ends
   * with a character that no session id has, such as ':'. @default 'session:'
   */
  // Without `undefined`, as Fastify declares the option of this name.
  prefix?: string
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
  ...['prefix', 'touchIntervalSeconds', 'events', 'connectRedisPrefix', 'largestBatch'],
]

export interface ResolvedRedisOptions extends ResolvedStoreOptions {
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
  const {
    prefix = 'session:',
    touchIntervalSeconds,
    events,
    connectRedisPrefix,
    largestBatch = 10,
    ...common
  } = options
  const resolved = resolveStoreOptions(common)
  const { idleTimeoutSeconds } = resolved
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
    prefix,
    touchIntervalSeconds: touchSeconds,
    events,
    connectRedisPrefix,
    // On a Cluster, the keys of one script must have one slot.
    largestBatch: redis.isCluster ? 1 : largestBatch,
  }
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
