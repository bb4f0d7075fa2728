// A client for server-sent events that records all events.

import type { ClassEvents } from '@session-clustering/api/class'
import type { LabEvents } from '@session-clustering/api/lab'
import { until } from '@session-clustering/testing'

type AllEvents = LabEvents & ClassEvents
type Kind = keyof AllEvents

export type EventStream = Awaited<ReturnType<typeof listen>>

/** Opens a stream, and waits for its first event id, or for its first event if it has no ids. */
export async function listen(url: string, headers: Record<string, string> = {}) {
  const ended = new AbortController()
  const response = await fetch(url, { headers, signal: ended.signal })
  const events: { event: string; id: string | undefined; data: unknown }[] = []
  let lastId: string | undefined
  let isOpen = true

  const reading = (async () => {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${text}${chunk}`.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map(fieldOf))
        const id = fields.get('id')
        lastId = id ?? lastId
        const data = fields.get('data')
        if (data === undefined) continue
        events.push({ event: fields.get('event') ?? 'message', id, data: JSON.parse(data) })
      }
    }
  })()
    .catch(() => {})
    .finally(() => {
      isOpen = false
    })

  /** The data of all events with this name. */
  const of = <K extends Kind>(kind: K) =>
    events.filter(({ event }) => event === kind).map(({ data }) => data as AllEvents[K])
  if (response.ok)
    await until(() => lastId !== undefined || events[0]?.event === 'class' || !isOpen)
  return {
    status: response.status,
    headers: response.headers,
    events,
    of,
    /** The Last-Event-ID that a browser would send when it reconnects. */
    lastEventId: () => lastId,
    /** Waits for an event with this name whose data matches. */
    heard: async <K extends Kind>(kind: K, like: (data: AllEvents[K]) => boolean) =>
      void (await until(() => of(kind).some(like), { what: kind })),
    isOpen: () => isOpen,
    async close() {
      ended.abort()
      await reading
    },
  }
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)]
}
