// While a page is connected to any node, all nodes publish heartbeats and their requests. Otherwise they publish nothing.
import type { LabState } from '@session-clustering/api/lab'
import type { Activity } from './activity.ts'
import type { Bus } from './channel.ts'
import type { Beat } from './messages.ts'
import type { Roster } from './nodes.ts'
import type { Audience } from './pages.ts'

export interface Watch {
  /** Whether heartbeats have run for long enough that the roster is complete. */
  isSettled(): boolean
  /** Publishes a heartbeat of this node now. */
  beat(): void
  close(): void
}

export interface WatchOptions {
  bus: Bus
  audience: Audience
  roster: Roster
  activity: Activity
  self: () => Beat
  state: () => LabState
  /** Called once a second while a page watches, and once more when the last one has gone. */
  everySecond: () => void
}

const TICK_MS = 250
const BEAT_MS = 1_000
/** After this time without a heartbeat of a watched node, no page watches. */
const WATCH_MS = 3_000

export function watch(options: WatchOptions): Watch {
  const { bus, audience, roster, activity, self, state, everySecond } = options
  let ticker: NodeJS.Timeout | undefined
  let awakeSince = 0
  let watchedElsewhere = Number.NEGATIVE_INFINITY
  let lastBeat = { at: Number.NEGATIVE_INFINITY, served: -1 }
  let lastSent = { all: '', switches: '' }

  const isWatched = () => audience.size() > 0 || performance.now() - watchedElsewhere < WATCH_MS

  function beat(): void {
    lastBeat = { at: performance.now(), served: activity.served() }
    bus.say({ kind: 'beat', beat: self() })
  }

  function tellState(isUrgent: boolean): void {
    if (audience.size() === 0) return
    const now = state()
    const nodes = now.nodes.map(({ name, state }) => `${name} ${state}`)
    const switches = JSON.stringify({ ...now, nodes })
    const all = JSON.stringify(now)
    if (isUrgent ? switches === lastSent.switches : all === lastSent.all) return
    lastSent = { all, switches }
    audience.tell('state', now)
  }

  function tick(): void {
    const requests = activity.take()
    if (requests.length > 0) bus.say({ kind: 'traffic', requests })
    const isSecond = performance.now() - lastBeat.at >= BEAT_MS
    if (isSecond || activity.served() !== lastBeat.served) beat()
    if (isSecond) {
      roster.forgetTheSilent()
      everySecond()
    }
    tellState(false)
    if (!isWatched()) rest()
  }

  function wake(): void {
    if (ticker) return
    activity.keep(true)
    awakeSince = performance.now()
    ticker = setInterval(tick, TICK_MS).unref()
    beat()
  }

  function rest(): void {
    clearInterval(ticker)
    ticker = undefined
    activity.keep(false)
    everySecond()
  }

  audience.onFirst(() => (ticker ? beat() : wake()))
  bus.listen((message, from) => {
    switch (message.kind) {
      case 'roll-call':
        return beat()
      case 'beat':
        if (message.beat.isWatched && from !== self().node) {
          watchedElsewhere = performance.now()
          wake()
        }
        return tellState(true)
      case 'traffic':
        return audience.tell('traffic', message.requests)
      case 'switch':
        return audience.tell('switch', message.thrown)
    }
  })

  return {
    isSettled: () => ticker !== undefined && performance.now() - awakeSince > 2 * BEAT_MS,
    beat,
    close: rest,
  }
}
