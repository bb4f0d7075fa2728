// Builds a backend. The order matters: hooks run in the order of registration, and a plugin needs those before it.
import swagger from '@fastify/swagger'
import type { SessionStore } from '@session-clustering/store'
import fastify, { type FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { openApi } from './openapi-options.ts'
import { attemptLimits } from './plugins/attempt-limits.ts'
import { clientClosed } from './plugins/client-closed.ts'
import { crossSite } from './plugins/cross-site.ts'
import { draining } from './plugins/draining.ts'
import { errors } from './plugins/errors.ts'
import { jsonBodiesOnly } from './plugins/json-body.ts'
import { methodNotAllowed } from './plugins/method-not-allowed.ts'
import { redis } from './plugins/redis.ts'
import { servedBy } from './plugins/served-by.ts'
import { handles } from './plugins/session-handles.ts'
import type { SessionAttributes } from './plugins/user-session.ts'
import { realm } from './realm.ts'
import { healthRoutes } from './routes/health.ts'
import { openApiRoute } from './routes/openapi-document.ts'
import { serverOptions } from './server-options.ts'
import { memorySessions, redisSessions } from './session-stores.ts'
import { accounts } from './users/accounts.ts'
import { hashingQueue } from './users/hashing-queue.ts'
import { argon2Passwords } from './users/passwords.ts'
import { redisUsers } from './users/user-repository.ts'

export async function buildApp(config: Config): Promise<FastifyInstance> {
  const app = fastify(serverOptions(config))
  jsonBodiesOnly(app)
  // Answers 405. It sees every route: it starts before the first one, and adds its own routes after the last.
  const methodNotAllowedRoutes = methodNotAllowed(app)

  // Hooks that run for every request.
  await app.register(servedBy, { name: config.SERVER_NAME })
  await app.register(draining)
  await app.register(errors)
  await app.register(crossSite)
  await app.register(clientClosed)

  // Plugins that the routes use.
  await app.register(redis, { config })
  await app.register(handles, { secrets: config.cookieSecrets })
  const users = redisUsers(app.redis)
  await app.register(attemptLimits, { limits: config, users })
  await app.register(swagger, openApi)

  // The lab and the metrics are imported only when they are on.
  const lab =
    config.LAB === 'on' ? await (await import('./lab/index.ts')).startLab(app, config) : undefined
  const hashing = hashingQueue()
  const metrics = config.METRICS_PORT
    ? (await import('./metrics/metrics-server.ts')).startMetrics(app, config, hashing)
    : undefined

  // The store of all sessions. With `redis`, all backends share it. The lab's is the same store, which also publishes events.
  const stores = {
    redis: () => lab?.sessions ?? redisSessions(app, config),
    memory: () => memorySessions(app, config),
  } satisfies Record<Config['SESSION_STORE'], () => SessionStore<SessionAttributes>>
  const store = stores[config.SESSION_STORE]()
  metrics?.countSessions(store)
  // A realm is the session API (login, cart, list of sessions) with one store and one cookie.
  const realmDefaults = {
    accounts: accounts(users, await argon2Passwords(hashing)),
    serverName: config.SERVER_NAME,
    secrets: config.cookieSecrets,
    showsKey: config.LAB === 'on',
    secure: config.TLS === 'on',
  }
  await app.register(realm, {
    ...realmDefaults,
    prefix: '/api',
    store,
    cookieName: 'sid',
    cookiePath: '/',
    changesPasswords: true,
    extend: lab?.extendRealm,
  })
  if (lab) {
    // The user's second device, which the page plays: the same store with another cookie (docs/decisions.md).
    await app.register(realm, {
      ...realmDefaults,
      prefix: '/api/second',
      store,
      cookieName: 'second_sid',
      cookiePath: '/api/second',
      changesPasswords: false,
      extend: lab.extendRealm,
    })
    // For comparison, the same API with sessions in the memory of this process.
    await app.register(realm, {
      ...realmDefaults,
      prefix: '/api/isolated',
      store: memorySessions(app, config),
      cookieName: 'isolated_sid',
      cookiePath: '/api/isolated',
      changesPasswords: false,
      extend: lab.extendRealm,
    })
    // For comparison, the same API with a store in which two requests at the same moment overwrite each other's change.
    await app.register(realm, {
      ...realmDefaults,
      prefix: '/api/blob',
      store: lab.blobSessions,
      cookieName: 'blob_sid',
      cookiePath: '/api/blob',
      changesPasswords: false,
      extend: lab.extendRealm,
    })
  }

  await app.register(openApiRoute, { prefix: '/api', servers: lab ? [app, lab.control] : [app] })
  await app.register(healthRoutes, { secrets: config.cookieSecrets })
  methodNotAllowedRoutes.addRoutes()
  return app
}
