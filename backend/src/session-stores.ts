// Creates the session stores from the settings.

import {
  MemorySessionStore,
  RedisSessionStore,
  reportOnce,
  type StoreOptions,
} from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { SessionAttributes } from './plugins/user-session.ts'

export function redisSessions(
  app: FastifyInstance,
  config: Config,
): RedisSessionStore<SessionAttributes> {
  return new RedisSessionStore(app.redis, storeOptions(app, config))
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
    onUnreadable: reportOnce(({ id, cause }) =>
      app.log.warn({ session: app.sessionHandles.of(id), err: cause }, 'session cannot be read'),
    ),
  }
}
