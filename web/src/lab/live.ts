// Server-sent events: how the servers are, what became of sessions, and who else sends requests.

import { endDevice } from './devices.ts'
import type { LabState, Switch, Traffic } from './observation.ts'
import { handles, sessionEnded } from './records.ts'
import { say } from './said.ts'
import { ownRequests } from './send.ts'
import { observe } from './state.ts'
import { learn } from './switches.ts'

/** Shown as it happens: the stage listens here. */
export const onTraffic = new Set<(requests: readonly Traffic[]) => void>()

// An event stream that was refused is not tried again by the browser.
const retryMs = 2_000
// An answer of our own may be on its way still when everybody is told of it.
const answersTakeMs = 200

let source: EventSource | null = null
/** The last session event that was seen: nothing is missed while nobody looks, and nothing comes twice. */
let cursor = ''

export function watch(): void {
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
  const on = <Data>(event: string, act: (data: Data, id: string) => void) =>
    opened.addEventListener(event, ({ data, lastEventId }) => act(JSON.parse(data), lastEventId))

  on<LabState>('state', learn)
  on<Switch>('switch', (thrown) => {
    observe({ kind: 'switch', thrown })
    say((l) => l.thrown(thrown.what, thrown.to, thrown.by))
  })
  on<{ type: 'created' | 'destroyed' | 'expired'; reason?: string; handle: string }>(
    'session',
    ({ type, reason = '', handle }, id) => {
      if (!isAfter(id, cursor)) return
      cursor = id
      const mine = handles.has(handle)
      observe({ kind: 'session', type, reason, mine })
      if (type === 'created') return
      sessionEnded(handle, type === 'expired' ? 'expired' : reason)
      endDevice(handle)
      if (mine && type === 'expired') say((l) => l.gone.expired)
    },
  )
  on<Traffic[]>('traffic', (requests) =>
    setTimeout(() => {
      const foreign = requests.filter(({ requestId }) => !ownRequests.has(requestId))
      if (foreign.length === 0) return
      observe({ kind: 'elsewhere', count: foreign.length })
      for (const show of onTraffic) show(foreign)
    }, answersTakeMs),
  )
  opened.onerror = () => {
    if (opened.readyState === EventSource.CLOSED) setTimeout(openOrClose, retryMs)
  }
  return opened
}

/** Cursors are `<milliseconds>-<number>`. */
export function isAfter(id: string, other: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number)
  const [otherTime = 0, otherNumber = 0] = other.split('-').map(Number)
  return time > otherTime || (time === otherTime && number > otherNumber)
}
