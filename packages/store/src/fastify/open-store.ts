// The store behind `sharedSessions`: the one that is given, or one on the Redis that is given.
import type { FastifyInstance } from 'fastify'
import { checkStore, refuse, resolveStoreOptions } from '../options.ts'
import {
  layoutOf,
  REDIS_STORE_OPTION_NAMES,
  type RedisStoreOptions,
} from '../redis/redis-options.ts'
import { RedisSessionStore } from '../redis/redis-store.ts'
import { type SessionEventOptions, SessionEvents } from '../session-events.ts'
import type { SessionStore } from '../store.ts'
import { reportOnce } from '../unreadable.ts'
import type { SharedSessionsOptions } from './options.ts'
import type { SessionShape } from './session-object.ts'

export function openStore(app: FastifyInstance, options: SharedSessionsOptions, maxAgeMs?: number) {
  const { redis, store } = options
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const ofRedis = given.filter(([name]) => REDIS_STORE_OPTION_NAMES.includes(name))
  if (store !== undefined) {
    const [misplaced] = [...ofRedis.map(([name]) => name), ...(redis ? ['redis'] : [])]
    if (misplaced !== undefined) {
      throw new TypeError(
        `The option "${misplaced}" does nothing beside "store": give it to the store`,
      )
    }
    checkStore(store)
    logServerProblems(app, store)
    return { store, events: undefined }
  }
  if (redis === undefined) {
    throw new TypeError('The option "redis" is missing: an ioredis client, or "store" in its place')
  }
  const { events: option, ...storeOptions } = Object.fromEntries(ofRedis) as RedisStoreOptions & {
    events?: boolean | SessionEventOptions
  }
  if (option !== undefined && typeof option !== 'boolean' && !(option instanceof Object)) {
    refuse('events', 'true, false or an object', option)
  }
  if (option instanceof Object && 'prefix' in option) {
    throw new TypeError(
      'The option "events.prefix" does nothing: events have the "prefix" of the store',
    )
  }
  const { prefix } = storeOptions
  const events = option
    ? new SessionEvents(redis, { ...(option === true ? {} : option), prefix })
    : undefined
  const shared = new RedisSessionStore<SessionShape>(redis, {
    // With cookie.maxAge, a session lives as long as its cookie.
    ...(maxAgeMs !== undefined && { idleTimeoutSeconds: Math.ceil(maxAgeMs / 1000) }),
    onUnreadable: reportOnce(({ cause }) =>
      app.log.warn({ err: cause }, 'A session record cannot be read and is ignored'),
    ),
    ...storeOptions,
    events,
  })
  logServerProblems(app, shared)
  return { store: shared, events }
}

/** Logs one warning for each problem of the store's server when the application is ready. */
function logServerProblems(app: FastifyInstance, store: SessionStore<SessionShape>): void {
  if (!store.problems) return
  app.addHook('onReady', (done) => {
    // Not awaited: the application starts while the server of its store is away.
    store.problems?.().then(
      (problems) => {
        for (const problem of problems) app.log.warn(problem)
      },
      (err) => app.log.warn({ err }, 'The server of the session store cannot be checked'),
    )
    done()
  })
}

/** Logs a warning for a lifetime that a shorter one of the store cuts short. */
export function warnOfLifetimes(app: FastifyInstance, options: SharedSessionsOptions): void {
  if (options.store !== undefined) {
    const { idleTimeoutSeconds } = options.store
    const ageSeconds = (options.cookie?.maxAge ?? 0) / 1000
    if (ageSeconds <= idleTimeoutSeconds) return
    app.log.warn(
      `cookie.maxAge (${ageSeconds} s) is above the idle timeout of "store" (${idleTimeoutSeconds} s) and does not change it: a session can end before its cookie`,
    )
    return
  }
  const { absoluteLifetimeSeconds } = resolveStoreOptions({
    absoluteLifetimeSeconds:
      options.absoluteLifetimeSeconds ?? layoutOf(options.layout).defaults.absoluteLifetimeSeconds,
  })
  const { idleTimeoutSeconds = 0, cookie: { maxAge = 0 } = {} } = options
  const lifetimes = [
    { what: 'cookie.maxAge', seconds: maxAge / 1000, end: 'its cookie' },
    { what: 'idleTimeoutSeconds', seconds: idleTimeoutSeconds, end: 'its idle timeout' },
  ]
  const tooLong = lifetimes.find(({ seconds }) => seconds > absoluteLifetimeSeconds)
  if (tooLong === undefined) return
  const { what, seconds, end } = tooLong
  app.log.warn(
    `${what} (${seconds} s) is above absoluteLifetimeSeconds (${absoluteLifetimeSeconds} s): a session ends before ${end}`,
  )
}
