// The event streams of the pages that are connected to this node.

import type { SSEMessage } from '@fastify/sse'
import type { LabEvents } from '@session-clustering/api/lab'
import type { FastifyReply } from 'fastify'

export interface Seat {
  /** @param data is sent as JSON */
  send<Name extends keyof LabEvents>(event: Name, data: LabEvents[Name], id?: string): void
  /** Sends only an event id. The page sends it back as Last-Event-ID when it reconnects. */
  mark(id: string): void
  /** Whether the stream is still open. */
  isTaken(): boolean
}

export interface Audience {
  /** Makes the answer of a request an event stream. The seat is removed when the stream ends. */
  seat(reply: FastifyReply): Seat
  /** Sends an event to every page. */
  tell<Name extends keyof LabEvents>(event: Name, data: LabEvents[Name]): void
  size(): number
  /** Sets what to call when the first page has connected. */
  onFirst(wake: () => void): void
  /** Closes all streams. The pages reconnect, through another node. */
  dismiss(): void
}

/** Time until a page reconnects after its stream has ended. Browsers would wait about 3 s. */
const RETRY_MS = 1_000
/** A stream with more unread data than this is closed. */
const MAX_UNREAD_BYTES = 256 * 1024

export function audience(): Audience {
  const seats = new Map<Seat, FastifyReply>()
  let wake = () => {}

  function write(reply: FastifyReply, message: SSEMessage): void {
    if (reply.raw.writableLength > MAX_UNREAD_BYTES) reply.raw.destroy()
    else if (reply.sse.isConnected) reply.sse.send(message).catch(() => {})
  }

  return {
    seat(reply) {
      reply.sse.keepAlive()
      const seat: Seat = {
        send(event, data, id) {
          const message = { event, data: JSON.stringify(data) }
          write(reply, id === undefined ? message : { ...message, id })
        },
        mark: (id) => write(reply, { id, data: undefined, retry: RETRY_MS }),
        isTaken: () => seats.has(seat),
      }
      seats.set(seat, reply)
      reply.sse.onClose(() => void seats.delete(seat))
      if (seats.size === 1) wake()
      return seat
    },
    tell(event, data) {
      const message = { event, data: JSON.stringify(data) }
      for (const reply of seats.values()) write(reply, message)
    },
    size: () => seats.size,
    onFirst(first) {
      wake = first
    },
    dismiss() {
      for (const reply of seats.values()) reply.sse.close()
    },
  }
}
