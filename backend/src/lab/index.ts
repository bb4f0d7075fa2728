// The table of contents of the lab. Nothing else imports it but app.ts, and only when LAB=on.

import {
  duplicateClient,
  MemorySessionStore,
  SessionEvents,
  type SessionStore,
} from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { SessionAttributes } from '../plugins/session.ts'
import { storeOptions } from '../stores.ts'
import { activity } from './activity.ts'
import { audience } from './audience.ts'
import { BlobSessionStore } from './blob-store.ts'
import { openBus } from './bus.ts'
import { controlServer } from './control-server.ts'
import { hold, holdBeforeHandler } from './hold.ts'
import { labRequests } from './lab-request.ts'
import { nodeSwitch } from './node-switch.ts'
import { ownBeat } from './own-beat.ts'
import { quietReset } from './quiet-reset.ts'
import { redisSwitch } from './redis-switch.ts'
import { roster } from './roster.ts'
import { sessionStream } from './session-stream.ts'
import { sessionTimeoutRoute } from './session-timeout.ts'
import { labState } from './state.ts'
import { switches } from './switches.ts'
import { recordCommands, traceHeaders } from './trace.ts'
import { watch } from './watch.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The lab's controls, which listen when the app gets ready. */
    control?: FastifyInstance
  }
}

export interface Lab {
  control: FastifyInstance
  /** For the shared store. */
  events: SessionEvents
  blobSessions: SessionStore<SessionAttributes>
  /** What is added to a realm, after its session plugin. */
  deltaRealm(realm: FastifyInstance): Promise<void>
  blobRealm(realm: FastifyInstance): Promise<void>
  sharedRealm(realm: FastifyInstance): Promise<void>
}

/** How many session events are kept for pages that were away, about. */
const KEPT_EVENTS = 1_000
/** Sessions that expire while nobody watches are told of some time; it only must not become many. */
const UNWATCHED_SWEEP_MS = 60_000

export async function startLab(app: FastifyInstance, config: Config): Promise<Lab> {
  const name = config.SERVER_NAME
  const connection = duplicateClient(app.redis, {
    connectionName: `${name}-lab`,
    // What is said while it connects is said when it has.
    enableOfflineQueue: true,
  })
  connection.on('error', () => {})

  // What a request asks of the lab, before any session is loaded.
  labRequests(app)
  recordCommands(app.redis)
  recordCommands(connection)

  // What there is to switch, and to see.
  const inMemory: MemorySessionStore<SessionAttributes>[] = []
  const node = nodeSwitch(app, () => {
    for (const store of inMemory) store.close()
  })
  const redis = redisSwitch(app.redis)
  const requests = activity(app, name)
  const pages = audience()
  const bus = openBus(connection, name, app.log)
  const events = new SessionEvents(connection, {
    sweepIntervalMs: UNWATCHED_SWEEP_MS,
    keep: KEPT_EVENTS,
  })
  const stream = sessionStream(events, app.sessionHandles)

  const lastSwitch = () => thrown.last()
  const own = ownBeat({ name, app, node, redis, activity: requests, audience: pages, lastSwitch })
  const nodes = roster(bus, config.LAB_NODES.split(','), own.beat)
  const state = () => labState(config, nodes, bus.isConnected(), lastSwitch())

  // Who throws a switch, and who hears of it.
  const thrown = switches({
    self: name,
    bus,
    roster: nodes,
    node,
    redis,
    log: app.log,
    onThrown: requests.touch,
    onDone() {
      watching.beat()
      quiet.look()
    },
  })
  const quiet = quietReset({
    quietMs: config.LAB_QUIET_SECONDS * 1000,
    self: own.beat,
    roster: nodes,
    reset: () => thrown.reset('quiet'),
  })
  const watching = watch({
    bus,
    audience: pages,
    roster: nodes,
    activity: requests,
    self: own.beat,
    state,
    everySecond() {
      stream.rest()
      events.sweep().catch(() => {})
    },
  })

  const control = await controlServer(config, {
    audience: pages,
    sessionStream: stream,
    switches: thrown,
    presenterKey: config.PRESENTER_KEY,
    async freshState() {
      // Whoever speaks every second need not be asked.
      if (!watching.isSettled()) await nodes.rollCall()
      return state()
    },
  })

  app.decorate('control', control)
  app.addHook('onReady', async () => {
    await control.listen({
      host: config.HOST,
      port: config.CONTROL_PORT,
      listenTextResolver: (address) => `Lab controls at ${address}`,
    })
  })
  app.addHook('onListen', async () => watching.beat())
  app.draining.addEventListener('abort', () => watching.beat())
  app.addHook('onClose', async () => {
    // By now the last request has been answered.
    own.leave()
    watching.beat()
    await bus.flush()
    quiet.close()
    watching.close()
    await control.close()
    stream.rest()
    events.close()
    bus.close()
    connection.disconnect()
  })

  async function deltaRealm(realm: FastifyInstance): Promise<void> {
    traceHeaders(realm)
    holdBeforeHandler(realm)
    if (realm.sessions instanceof MemorySessionStore) inMemory.push(realm.sessions)
  }

  return {
    control,
    events,
    blobSessions: new BlobSessionStore(app.redis, {
      ...storeOptions(app, config),
      beforeWrite: hold,
    }),
    async blobRealm(realm) {
      traceHeaders(realm)
    },
    deltaRealm,
    async sharedRealm(realm) {
      await deltaRealm(realm)
      await realm.register(sessionTimeoutRoute)
    },
  }
}
