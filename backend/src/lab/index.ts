// Builds the lab from its parts. Only app.ts imports it, and only when LAB=on.
import type { LabEvents, LabState } from '@session-clustering/api/lab'
import { duplicateClient, MemorySessionStore, SessionEvents } from '@session-clustering/store'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { SessionAttributes } from '../plugins/user-session.ts'
import { storeOptions } from '../session-stores.ts'
import { activity } from './activity.ts'
import { BlobSessionStore } from './blob-store.ts'
import { type Message, openChannel } from './channel.ts'
import { openClassroom } from './class.ts'
import { controlServer } from './control-server.ts'
import { idleReset } from './idle-reset.ts'
import { nodeSwitch } from './node-switch.ts'
import { nodeReports, type Report } from './nodes.ts'
import { connectedPages } from './pages.ts'
import { presenterOnly } from './presenter-key.ts'
import { redisSwitch } from './redis-switch.ts'
import { sessionChanges } from './session-changes.ts'
import { sessionTimeoutRoute } from './session-timeout.ts'
import { switches } from './switches.ts'
import { hold, readLabHeaders, recordCommands, traceHeaders } from './trace.ts'
import { TracedSessions } from './traced-sessions.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The server of the lab's controls. It listens when the app is ready. */
    control?: FastifyInstance
  }
}

/** About how many session events are kept for pages that reconnect. */
const KEPT_EVENTS = 1_000
/** The interval of the pages' event stream. */
const STREAM_MS = 250
/** While no page is connected, expired sessions are announced once a minute, so that the list of expiry times stays short. */
const IDLE_SWEEP_MS = 60_000

export async function startLab(app: FastifyInstance, config: Config) {
  const { SERVER_NAME: name, LAB_QUIET_SECONDS: quietSeconds, PRESENTER_KEY: presenterKey } = config
  const connection = duplicateClient(app.redis, {
    connectionName: `${name}-lab`,
    // Session events wait until the connection is ready.
    enableOfflineQueue: true,
  })
  connection.on('error', () => {})

  // Read the lab's request headers, before any session is loaded.
  readLabHeaders(app)
  recordCommands(app.redis)
  recordCommands(connection)

  // What the lab can switch off, and what it counts.
  const inMemory: MemorySessionStore<SessionAttributes>[] = []
  const node = nodeSwitch(app, () => {
    for (const store of inMemory) store.close()
  })
  const redis = redisSwitch(app.redis)
  const requests = activity(app, name, report)

  const classroom = openClassroom(app, name, (message) => channel.publish(message))

  // What the nodes know of each other.
  const channel = openChannel(connection, { node: name, receive, log: app.log })
  const nodes = nodeReports(config.LAB_NODES.split(','), own, channel)
  const shared = switches({ name, channel, nodes, node, redis, log: app.log, onDone })
  const idle = idleReset({
    name,
    idleMs: quietSeconds * 1000,
    nodes,
    reset: () => shared.reset('idle'),
  })

  // What the pages receive.
  const events = new SessionEvents(connection, {
    sweepIntervalMs: IDLE_SWEEP_MS,
    keep: KEPT_EVENTS,
  })
  const pages = connectedPages<LabEvents>(onTick, STREAM_MS)
  const sendSessionChanges = sessionChanges(events, app.sessionHandles, pages)
  let sentState = ''

  function own(): Report {
    const isUp = app.server.listening ? 'up' : 'away'
    return {
      node: name,
      state: app.draining.aborted ? 'draining' : node.isStopped() ? 'stopped' : isUp,
      served: requests.served(),
      redis: redis.isCut() ? 'cut' : app.redis.status === 'ready' ? 'up' : 'away',
      idleMs: requests.idleMs(),
      lastSwitch: shared.last(),
      lesson: classroom.last(),
    }
  }

  function report(): void {
    channel.publish({ kind: 'report', report: own(), requests: requests.take() })
  }

  function state(): LabState {
    return {
      nodes: nodes.list(),
      redis: { state: nodes.redis() },
      presenter: presenterKey !== '',
      quietSeconds,
      lastSwitch: shared.last(),
    }
  }

  function receive(message: Message): void {
    switch (message.kind) {
      case 'ask':
        requests.record()
        report()
        break
      case 'report':
        shared.note(message.report.lastSwitch)
        classroom.note(message.report.lesson)
        nodes.receive(message.report)
        if (message.requests.length === 0) break
        pages.send('traffic', message.requests)
        // A request may have begun or ended a session.
        void sendSessionChanges()
        break
      case 'switch':
        requests.touch()
        shared.receive(message.change)
        pages.send('switch', message.change)
        break
      case 'lesson':
        classroom.note(message.change)
        break
      case 'students':
        classroom.receive(message.sightings)
    }
  }

  function onDone(): void {
    report()
    idle.arm()
  }

  function onTick(isSecond: boolean): void {
    const now = state()
    const text = JSON.stringify(now)
    if (text !== sentState) pages.send('state', now)
    sentState = text
    if (!isSecond) return
    void nodes.refresh()
    void sendSessionChanges()
    events.sweep().catch(() => {})
  }

  const control = await controlServer(config, {
    presenterOnly: await presenterOnly(app, presenterKey),
    switches: shared,
    nodes,
    pages,
    classroom,
    state,
    sendSessionChanges,
  })

  app.decorate('control', control)
  app.addHook('onReady', async () => {
    await control.listen({
      host: config.HOST,
      port: config.CONTROL_PORT,
      listenTextResolver: (address) => `Lab controls at ${address}`,
    })
  })
  app.addHook('onListen', async () => report())
  app.draining.addEventListener('abort', report)
  app.addHook('onClose', async () => {
    // Fastify runs `onClose` after the last request has been answered.
    channel.publish({ kind: 'report', report: { ...own(), state: 'away' }, requests: [] })
    await channel.close()
    idle.close()
    classroom.close()
    await control.close()
    events.close()
    connection.disconnect()
  })

  const blobSessions = new BlobSessionStore<SessionAttributes>(app.redis, {
    ...storeOptions(app, config),
    beforeWrite: hold,
  })

  return {
    control,
    // The lab shows the time of each use, so every use is written.
    sessions: new TracedSessions(app.redis, {
      ...storeOptions(app, config),
      events,
      touchIntervalSeconds: 0,
    }),
    blobSessions,
    /** Adds the lab's hooks and routes to a realm. Call it after the realm's session plugin. */
    async extendRealm(realm: FastifyInstance, cookieName: string): Promise<void> {
      traceHeaders(realm, cookieName)
      if (realm.sessions instanceof MemorySessionStore) inMemory.push(realm.sessions)
      // A store that writes only changes: wait between loading the session and the handler.
      if (realm.sessions !== blobSessions) realm.addHook('preHandler', hold)
      if (realm.prefix === '/api') await realm.register(sessionTimeoutRoute)
    },
  }
}
