// The pages that are connected to this node, each by a stream of server-sent events.
import type { SSEMessage } from '@fastify/sse'
import type { FastifyReply } from 'fastify'
import { streamLimits } from './stream-limits.ts'

export interface Page<Events> {
  /** The id of its last session event. Until Redis has been asked, the one that it wants to start after. */
  cursor: string
  hasStarted: boolean
  /** @param data is sent as JSON */
  send<Name extends keyof Events>(event: Name, data: Events[Name], id?: string): void
  /** Sends only an event id. The page sends it back as Last-Event-ID when it reconnects. */
  sendId(id: string): void
}

export type Pages<Events> = ReturnType<typeof connectedPages<Events>>

/** Time until a page reconnects after its stream has ended. Browsers would wait about 3 s. */
const RETRY_MS = 1_000
/** A stream with more unread data than this is closed. 500 of them have 64 MB at most. */
const MAX_UNREAD_BYTES = 128 * 1024

/** @param onTick is called every `tickMs` while a page is connected; `isSecond` is true once a second */
export function connectedPages<Events>(onTick: (isSecond: boolean) => void, tickMs: number) {
  const replies = new Map<Page<Events>, FastifyReply>()
  const limits = streamLimits()
  let ticker: NodeJS.Timeout | undefined
  let ticks = 0

  function write(reply: FastifyReply, message: SSEMessage): void {
    if (reply.raw.writableLength > MAX_UNREAD_BYTES) reply.raw.destroy()
    else if (reply.sse.isConnected) reply.sse.send(message).catch(() => {})
  }

  function disconnect(page: Page<Events>): void {
    replies.delete(page)
    if (replies.size > 0) return
    clearInterval(ticker)
    ticker = undefined
  }

  return {
    /** Makes the answer of a request an event stream. @throws {Problem} 429 or 503 when there are too many */
    connect(reply: FastifyReply, after: string): Page<Events> {
      const stopCounting = limits.open(reply.request.ip)
      reply.sse.keepAlive()
      const page: Page<Events> = {
        cursor: after,
        hasStarted: false,
        send(event, data, id) {
          const message = { event: String(event), data: JSON.stringify(data) }
          write(reply, id === undefined ? message : { ...message, id })
        },
        sendId: (id) => write(reply, { id, data: undefined, retry: RETRY_MS }),
      }
      replies.set(page, reply)
      ticker ??= setInterval(() => onTick(++ticks % (1_000 / tickMs) === 0), tickMs).unref()
      const close = () => {
        stopCounting()
        disconnect(page)
      }
      reply.sse.onClose(close)
      // The callback is not called for a connection that the client has closed already.
      if (!reply.sse.isConnected) close()
      return page
    },
    connected: () => [...replies.keys()],
    /** Sends an event to every page. */
    send<Name extends keyof Events>(event: Name, data: Events[Name]): void {
      const message = { event: String(event), data: JSON.stringify(data) }
      for (const reply of replies.values()) write(reply, message)
    },
    /** Closes all streams. The pages reconnect, through another node. */
    close(): void {
      for (const reply of replies.values()) reply.sse.close()
    },
  }
}
