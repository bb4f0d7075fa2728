// The append-only file: Redis appends every write to it, and sends the same bytes to each replica.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'

/** Compact the file above this size: large sessions make it grow by about 100 MB a second. */
const MAX_BYTES = 256 * 2 ** 20

/**
 * Bytes appended so far, from the text of INFO: the file's size plus the buffer that is not written yet.
 * `NaN` when Redis has no append-only file.
 */
export function appendedBytes(info: string): number {
  return field(info, 'aof_current_size') + field(info, 'aof_buffer_length')
}

/** Compacts a large file. Call it only between slices, because a rewrite changes the size. */
export async function compactAppendOnlyFile(redis: Redis): Promise<void> {
  const bytes = appendedBytes(await redis.info('persistence'))
  if (Number.isNaN(bytes) || bytes < MAX_BYTES) return
  await redis.bgrewriteaof()
  let info: string
  do {
    await sleep(50)
    info = await redis.info('persistence')
  } while (field(info, 'aof_rewrite_in_progress') || field(info, 'aof_rewrite_scheduled'))
}

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1])
}
