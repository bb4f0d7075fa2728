// Session events for pages. A page that reconnects continues after its last event, through any node, with no event lost
// and none repeated. Each node has one reader for all of its pages. The reader stops when there are no pages.
import { setTimeout as wait } from 'node:timers/promises'
import type { SessionChange } from '@session-clustering/api/lab'
import type { SessionEvent, SessionEvents, SessionHandles } from '@session-clustering/store'
import type { Seat } from './pages.ts'

export interface SessionStream {
  /** Sends a page the events after its last one, or from now on, until its stream ends. */
  follow(seat: Seat, lastEventId: string | undefined): Promise<void>
  /** Removes closed streams. Stops the reader when none is left. */
  rest(): void
}

interface Follower {
  cursor: string
  /** New events that arrive while the missed ones are being read; `undefined` after that. */
  waiting: SessionEvent[] | undefined
}

const RETRY_MS = 1_000

export function sessionStream(events: SessionEvents, handles: SessionHandles): SessionStream {
  const followers = new Map<Seat, Follower>()
  let reader: { begun: Promise<void>; end: AbortController } | undefined

  function read(): { begun: Promise<void>; end: AbortController } {
    const begun = Promise.withResolvers<void>()
    const end = new AbortController()
    void (async () => {
      let after: string | undefined
      while (!end.signal.aborted) {
        try {
          after ??= await events.cursor()
          const subscription = await events.subscribe({ after, signal: end.signal })
          begun.resolve()
          for await (const event of subscription) {
            after = event.cursor
            for (const [seat, follower] of followers) tell(seat, follower, event)
          }
        } catch {
          // Redis is away, or has answered an error. Try again from the same cursor.
          await wait(RETRY_MS, undefined, { ref: false })
        }
      }
    })()
    return { begun: begun.promise, end }
  }

  function tell(seat: Seat, follower: Follower, event: SessionEvent): void {
    if (follower.waiting) follower.waiting.push(event)
    else if (isAfter(event.cursor, follower.cursor)) {
      follower.cursor = event.cursor
      seat.send('session', describe(event, handles), event.cursor)
    }
  }

  async function catchUp(seat: Seat, follower: Follower, lastEventId: string | undefined) {
    // Start the reader before the missed events are read. An event in between comes from both; `tell` sends it once.
    reader ??= read()
    await reader.begun
    const now = await events.cursor()
    // An id in the future comes from another Redis. No event of this Redis would come after it: ignore it.
    const isKnown = lastEventId !== undefined && !isAfter(lastEventId, now)
    const missed = isKnown ? await events.since(lastEventId) : []
    const { waiting = [] } = follower
    follower.cursor = isKnown ? lastEventId : now
    follower.waiting = undefined
    // The page gets a cursor at once, and can reconnect from it before the first event.
    seat.mark(follower.cursor)
    for (const event of [...missed, ...waiting]) tell(seat, follower, event)
  }

  return {
    async follow(seat, lastEventId) {
      const follower: Follower = { cursor: '', waiting: [] }
      followers.set(seat, follower)
      const id = lastEventId !== undefined && CURSOR.test(lastEventId) ? lastEventId : undefined
      while (seat.isTaken()) {
        try {
          return await catchUp(seat, follower, id)
        } catch {
          await wait(RETRY_MS, undefined, { ref: false })
        }
      }
    },
    rest() {
      for (const seat of followers.keys()) if (!seat.isTaken()) followers.delete(seat)
      if (followers.size > 0) return
      reader?.end.abort()
      reader = undefined
    },
  }
}

function describe(
  { type, reason, id, time }: SessionEvent,
  handles: SessionHandles,
): SessionChange {
  return { type, reason, handle: handles.of(id), time: new Date(time).toISOString() }
}

/** An id in a Redis stream: `1718000000000-0`. */
const CURSOR = /^\d{1,15}-\d{1,15}$/

function isAfter(a: string, b: string): boolean {
  const [aTime = 0, aNumber = 0] = a.split('-').map(Number)
  const [bTime = 0, bNumber = 0] = b.split('-').map(Number)
  return aTime > bTime || (aTime === bTime && aNumber > bNumber)
}
