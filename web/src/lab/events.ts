// Receives server-sent events: the state of the servers, session events, and requests of other visitors.

import type { LabEvents, Traffic } from '@session-clustering/api/lab'
import { checkSessions } from './actions.ts'
import { announce } from './announcement.ts'
import { allShown } from './delivery.ts'
import { endDevice } from './devices.ts'
import { sandbox } from './lesson/steps.ts'
import { pause } from './pause.ts'
import { handles, sessionEnded } from './records.ts'
import { ownRequests } from './send.ts'
import { observe, observeElsewhere, step } from './state.ts'
import { setLabState, tellSwitch } from './switches.ts'

/** Called for each traffic event. The stage adds itself here. */
export const onTraffic = new Set<(requests: readonly Traffic[]) => void>()

// A browser does not reconnect an event stream that was refused: try again after this time.
const retryMs = 2_000
// A traffic or session event can arrive before the answer to the page's own request.
const ownAnswerDelayMs = 200

let source: EventSource | null = null
/** The id of the last session event. A new stream starts after it, so no event is lost or repeated. */
let cursor = ''

export function startEvents(): void {
  addEventListener('visibilitychange', openOrClose)
  openOrClose()
}

function openOrClose(): void {
  if (document.hidden) {
    source?.close()
    source = null
  } else if (source === null || source.readyState === EventSource.CLOSED) {
    source = open(`/api/events${cursor && `?after=${encodeURIComponent(cursor)}`}`)
  }
}

function open(address: string): EventSource {
  const opened = new EventSource(address)
  const on = <Name extends keyof LabEvents>(
    event: Name,
    handle: (data: LabEvents[Name], id: string) => void,
  ) =>
    opened.addEventListener(event, ({ data, lastEventId }) => handle(JSON.parse(data), lastEventId))

  on('state', (state, id) => {
    setLabState(state)
    // A state event has the last id of the stream, even before the first session event.
    if (isAfter(id, cursor)) cursor = id
  })
  on('switch', tellSwitch)
  on('session', async ({ type, reason = '', handle }, id) => {
    if (!isAfter(id, cursor)) return
    cursor = id
    // The page's own request may have caused the event: show its answer first.
    await pause(ownAnswerDelayMs)
    await allShown()
    const mine = handles.has(handle)
    // Events of other visitors' sessions are many, and only the sandbox shows them.
    if (mine || step.value === sandbox) observe({ kind: 'session', type, reason, mine })
    if (type === 'created') return
    sessionEnded(handle, type === 'expired' ? 'expired' : reason)
    endDevice(handle)
    if (mine && type === 'expired') announce((l) => l.ended.expired)
  })
  on('missed', (_, id) => {
    if (isAfter(id, cursor)) cursor = id
    checkSessions()
  })
  on('traffic', (requests) =>
    setTimeout(() => {
      const others = requests.filter(({ requestId }) => !ownRequests.has(requestId))
      if (others.length === 0) return
      observeElsewhere(others.length)
      for (const show of onTraffic) show(others)
    }, ownAnswerDelayMs),
  )
  opened.onerror = () => {
    if (opened.readyState === EventSource.CLOSED) setTimeout(openOrClose, retryMs)
  }
  return opened
}

/** Compares event ids: `<milliseconds>-<number>`. */
export function isAfter(id: string, other: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number)
  const [otherTime = 0, otherNumber = 0] = other.split('-').map(Number)
  return time > otherTime || (time === otherTime && number > otherNumber)
}
