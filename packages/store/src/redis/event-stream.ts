// Session events as entries of a Redis stream, and reading them.
import { setTimeout as wait } from 'node:timers/promises'
import type { Cluster, Redis } from 'ioredis'
import type { DestroyReason } from '../store.ts'

export interface SessionEvent {
  /** The id of its entry in the stream, for `subscribe({ after })` and `since`. */
  cursor: string
  type: 'created' | 'destroyed' | 'expired'
  id: string
  /** `undefined` for a session without a user. */
  principal: string | undefined
  /** Why a session was destroyed. */
  reason: DestroyReason | undefined
  /** Milliseconds since the epoch, by Redis's clock. */
  time: number
}

const BATCH = 100
const BLOCK_MS = 500

/** The events after `start`, then those that follow, until the signal aborts; then closes the connection. */
export async function* readEvents(
  connection: Redis | Cluster,
  stream: string,
  start: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<SessionEvent> {
  let cursor = start
  try {
    while (!signal?.aborted) {
      const reply = await connection
        .xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', stream, cursor)
        .catch(async (error) => {
          if (signal?.aborted) return null
          if (!connection.isCluster || !isAway(error)) throw error
          // The node with the stream is down; a replica can take its place.
          await wait(BLOCK_MS, undefined, { ref: false })
          return null
        })
      for (const [entry, fields] of entriesIn(reply)) {
        cursor = entry
        yield eventOf(entry, fields)
      }
    }
  } finally {
    connection.disconnect()
  }
}

/** The entries of the only stream that was read; a client with `replyMapping: 'resp3'` answers an object or a Map. */
function entriesIn(reply: unknown): [entry: string, fields: string[]][] {
  if (reply === null || typeof reply !== 'object') return []
  if (Array.isArray(reply)) return reply[0]?.[1] ?? []
  const [entries] = reply instanceof Map ? reply.values() : Object.values(reply)
  return entries ?? []
}

/** An error that Redis itself answers is a ReplyError; any other means that the node was not reached. */
function isAway({ name }: Error): boolean {
  return name !== 'ReplyError'
}

export function eventOf(cursor: string, flat: readonly string[]): SessionEvent {
  const fields: Record<string, string | undefined> = {}
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i] as string] = flat[i + 1]
  return {
    cursor,
    type: fields.type as SessionEvent['type'],
    id: fields.id ?? '',
    principal: fields.principal || undefined,
    reason: (fields.reason || undefined) as SessionEvent['reason'],
    time: Number(cursor.split('-')[0]),
  }
}
