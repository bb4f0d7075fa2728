// The figures of Redis' INFO, and its append-only file: Redis appends every write to it, and sends the same bytes to each
// replica.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'

/** A figure of INFO by its name; `NaN` when Redis does not have it. */
export type Info = (name: string) => number

export async function infoOf(redis: Redis): Promise<Info> {
  return infoFrom(await redis.info())
}

/** @param text the answer of INFO */
export function infoFrom(text: string): Info {
  return (name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1])
}

/** Bytes appended so far: the file's size plus the buffer that is not written yet. */
export function appendedBytes(info: Info): number {
  return info('aof_current_size') + info('aof_buffer_length')
}

/** Compact the file above this size: large sessions make it grow by about 100 MB a second. */
const MAX_BYTES = 256 * 2 ** 20

/** Compacts a large append-only file. Call it only between slices, because a rewrite changes the size. */
export async function compactAppendOnlyFile(redis: Redis): Promise<void> {
  let info = await infoOf(redis)
  if (appendedBytes(info) < MAX_BYTES) return
  await redis.bgrewriteaof()
  do {
    await sleep(50)
    info = await infoOf(redis)
  } while (info('aof_rewrite_in_progress') || info('aof_rewrite_scheduled'))
}
