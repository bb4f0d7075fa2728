// The pages that watch through this node.

import type { SSEMessage } from '@fastify/sse'
import type { LabEvents } from '@session-clustering/api/lab'
import type { FastifyReply } from 'fastify'

export interface Seat {
  /** @param data is sent as JSON */
  send<Name extends keyof LabEvents>(event: Name, data: LabEvents[Name], id?: string): void
  /** A place in the stream, and no event: from where the page goes on when it comes again. */
  mark(id: string): void
  isTaken(): boolean
}

export interface Audience {
  /** Gives the answer of a request to an event stream; its end empties the seat. */
  seat(reply: FastifyReply): Seat
  /** To every page. */
  tell<Name extends keyof LabEvents>(event: Name, data: LabEvents[Name]): void
  size(): number
  /** Called when the first has come. */
  onFirst(wake: () => void): void
  /** Sends all away; they come again, through another node. */
  dismiss(): void
}

/** How soon a page comes again when its stream has ended; browsers would take three seconds. */
const RETRY_MS = 1_000
/** A page that does not read is not waited for. */
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
