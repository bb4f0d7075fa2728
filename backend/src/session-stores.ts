// Creates the session stores from the settings.

import {
  MemorySessionStore,
  RedisSessionStore,
  type SessionEvents,
  type StoreOptions,
} from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { SessionAttributes } from './plugins/user-session.ts'

export function redisSessions(
  app: FastifyInstance,
  config: Config,
  events?: SessionEvents,
): RedisSessionStore<SessionAttributes> {
  return new RedisSessionStore(app.redis, {
    ...storeOptions(app, config),
    // The lab shows the Redis commands of each request, so requests do not share a batch. It shows the time of each use,
    // so every use is written.
    ...(events ? { events, largestBatch: 1, touchIntervalSeconds: 0 } : {}),
  })
}

export function memorySessions(
  app: FastifyInstance,
  config: Config,
): MemorySessionStore<SessionAttributes> {
  const store = new MemorySessionStore<SessionAttributes>(storeOptions(app, config))
  app.addHook('onClose', async () => store.close())
  return store
}

export function storeOptions(app: FastifyInstance, config: Config): StoreOptions {
  return {
    idleTimeoutSeconds: config.SESSION_IDLE_TIMEOUT_SECONDS,
    absoluteLifetimeSeconds: config.SESSION_ABSOLUTE_LIFETIME_SECONDS,
    maxSessionsPerUser: config.MAX_SESSIONS_PER_USER,
    onMaxSessions: config.ON_MAX_SESSIONS,
    // Shorter than nginx's time-out for an upstream (3.5 s). After it, nginx answers that the request failed.
    changeTimeoutSeconds: 3,
    onUnreadable: ({ id, cause }) =>
      app.log.warn({ session: app.sessionHandles.of(id), err: cause }, 'session cannot be read'),
  }
}
