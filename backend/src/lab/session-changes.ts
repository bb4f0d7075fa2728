// Session events for the connected pages. One read of the Redis stream serves all pages of this process. A page that reconnects
// continues after its last event, through any node, with none repeated. If it has missed too many, it is told so instead.
import type { LabEvents } from '@session-clustering/api/lab'
import type { SessionEvent, SessionEvents, SessionHandles } from '@session-clustering/store'
import type { Page as PageOf, Pages } from './pages.ts'

type Page = PageOf<LabEvents>

/** An id in a Redis stream: `1718000000000-0`. */
const CURSOR = /^\d{1,15}-\d{1,15}$/

/** About 10 KB. A short request must not cause a long answer. */
const MAX_REPLAYED = 100
/** The most events that one read of the Redis stream returns. */
const BATCH = 100

/** @returns a function that sends every page the events after its last one. Call it again and again. */
export function sessionChanges(
  events: SessionEvents,
  handles: SessionHandles,
  pages: Pages<LabEvents>,
): () => Promise<void> {
  let isSending = false

  async function start(page: Page): Promise<void> {
    const now = await events.cursor()
    // An id in the future comes from another Redis. No event of this Redis would come after it: ignore it.
    if (!CURSOR.test(page.cursor) || isAfter(page.cursor, now)) page.cursor = now
    const missed = await events.since(page.cursor, MAX_REPLAYED + 1)
    if (missed.length > MAX_REPLAYED) {
      page.cursor = now
      page.send('missed', null, now)
    }
    page.hasStarted = true
    // The page gets an id at once, and can reconnect from it before the first event.
    page.sendId(page.cursor)
  }

  async function send(): Promise<void> {
    for (const page of pages.connected()) if (!page.hasStarted) await start(page)
    const started = pages.connected().filter(({ hasStarted }) => hasStarted)
    const cursors = started.map(({ cursor }) => cursor)
    let [first] = cursors.sort((a, b) => (isAfter(a, b) ? 1 : -1))
    while (first !== undefined) {
      const batch: SessionEvent[] = await events.since(first, BATCH)
      for (const event of batch) sendEvent(event, started)
      first = batch.length < BATCH ? undefined : batch.at(-1)?.cursor
    }
  }

  function sendEvent({ cursor, type, reason, id, time }: SessionEvent, started: Page[]): void {
    const change = { type, reason, handle: handles.of(id), time: new Date(time).toISOString() }
    for (const page of started) {
      if (!isAfter(cursor, page.cursor)) continue
      page.cursor = cursor
      page.send('session', change, cursor)
    }
  }

  return async () => {
    if (isSending) return
    isSending = true
    // While Redis is away, the pages keep their cursors.
    await send().catch(() => {})
    isSending = false
  }
}

function isAfter(a: string, b: string): boolean {
  const [aTime = 0, aNumber = 0] = a.split('-').map(Number)
  const [bTime = 0, bNumber = 0] = b.split('-').map(Number)
  return aTime > bTime || (aTime === bTime && aNumber > bNumber)
}
