// Builds the lab from its parts. Only app.ts imports it, and only when LAB=on.

import {
  duplicateClient,
  MemorySessionStore,
  SessionEvents,
  type SessionStore,
} from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { SessionAttributes } from '../plugins/user-session.ts'
import { storeOptions } from '../session-stores.ts'
import { activity } from './activity.ts'
import { BlobSessionStore } from './blob-store.ts'
import { openBus } from './channel.ts'
import { controlServer } from './control-server.ts'
import { hold, holdBeforeHandler } from './hold.ts'
import { quietReset } from './idle-reset.ts'
import { labRequests } from './lab-request.ts'
import { nodeSwitch } from './node-switch.ts'
import { roster } from './nodes.ts'
import { ownBeat } from './own-beat.ts'
import { audience } from './pages.ts'
import { redisSwitch } from './redis-switch.ts'
import { sessionStream } from './session-changes.ts'
import { sessionTimeoutRoute } from './session-timeout.ts'
import { labState } from './state.ts'
import { switches } from './switches.ts'
import { recordCommands, traceHeaders } from './trace.ts'
import { watch } from './watch.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The server of the lab's controls. It listens when the app is ready. */
    control?: FastifyInstance
  }
}

export interface Lab {
  control: FastifyInstance
  /** Pass these to the shared store. */
  events: SessionEvents
  blobSessions: SessionStore<SessionAttributes>
  /** These extend a realm. Register them after its session plugin. */
  deltaRealm(realm: FastifyInstance): Promise<void>
  blobRealm(realm: FastifyInstance): Promise<void>
  sharedRealm(realm: FastifyInstance): Promise<void>
}

/** About how many session events are kept for pages that reconnect. */
const KEPT_EVENTS = 1_000
/** While no page watches, expired sessions are announced once a minute, so that the list of expiry times stays short. */
const UNWATCHED_SWEEP_MS = 60_000

export async function startLab(app: FastifyInstance, config: Config): Promise<Lab> {
  const name = config.SERVER_NAME
  const connection = duplicateClient(app.redis, {
    connectionName: `${name}-lab`,
    // Messages wait until the connection is ready.
    enableOfflineQueue: true,
  })
  connection.on('error', () => {})

  // Read the lab's request headers, before any session is loaded.
  labRequests(app)
  recordCommands(app.redis)
  recordCommands(connection)

  // What the lab can switch off, and what it shows.
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

  const lastSwitch = () => sharedSwitches.last()
  const own = ownBeat({ name, app, node, redis, activity: requests, audience: pages, lastSwitch })
  const nodes = roster(bus, config.LAB_NODES.split(','), own.beat)
  const state = () => labState(config, nodes, bus.isConnected(), lastSwitch())

  // The switches, and what reacts to them.
  const sharedSwitches = switches({
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
    reset: () => sharedSwitches.reset('quiet'),
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
    switches: sharedSwitches,
    presenterKey: config.PRESENTER_KEY,
    async freshState() {
      // While nodes send a heartbeat each second, the roster is up to date.
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
    // Fastify runs `onClose` after the last request has been answered.
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
