// What happens to sessions, as an event stream: every page from where it left off, nothing twice, nothing left out,
// whichever node it watches through. One reader a node serves all of its pages, and rests when there are none.
import { setTimeout as wait } from 'node:timers/promises'
import type { SessionChange } from '@session-clustering/api/lab'
import type { SessionEvent, SessionEvents, SessionHandles } from '@session-clustering/store'
import type { Seat } from './audience.ts'

export interface SessionStream {
  /** Tells a page what has happened after its last event, or from now on, and goes on telling. */
  follow(seat: Seat, lastEventId: string | undefined): Promise<void>
  /** Looks whether anybody follows; stops reading when nobody does. */
  rest(): void
}

interface Follower {
  cursor: string
  /** What came while the page was still being told of what it had missed. */
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
          // Redis is away, or has answered an error: the place is kept.
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
    // First the reader, then the past: what happens in between comes from both, and is told once.
    reader ??= read()
    await reader.begun
    const now = await events.cursor()
    // An id of another Redis, which no event of this one would ever come after.
    const isKnown = lastEventId !== undefined && !isAfter(lastEventId, now)
    const missed = isKnown ? await events.since(lastEventId) : []
    const { waiting = [] } = follower
    follower.cursor = isKnown ? lastEventId : now
    follower.waiting = undefined
    // So that a page which reconnects before anything has happened says from where, too.
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

/** A place in a Redis stream: `1718000000000-0`. */
const CURSOR = /^\d{1,15}-\d{1,15}$/

function isAfter(a: string, b: string): boolean {
  const [aTime = 0, aNumber = 0] = a.split('-').map(Number)
  const [bTime = 0, bNumber = 0] = b.split('-').map(Number)
  return aTime > bTime || (aTime === bTime && aNumber > bNumber)
}
