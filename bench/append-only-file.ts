// The file that Redis appends every write to. The same bytes go to each replica.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'

/** Large sessions make the file grow by some 100 MB a second; above this size it is compacted. */
const MAX_BYTES = 256 * 2 ** 20

/**
 * Bytes appended so far, from the text of INFO: those in the file, and those that Redis has not written to it yet.
 * `NaN` where Redis has no such file.
 */
export function appendedBytes(info: string): number {
  return field(info, 'aof_current_size') + field(info, 'aof_buffer_length')
}

/** Rewrites a large file to what the data need. Only between slices, because a rewrite changes the size. */
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
