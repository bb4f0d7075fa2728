import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { until } from './until.ts'

/**
 * The commands that clients send to Redis during `work`, one array a command; commands inside scripts are left out.
 * A marker command before and after makes the list exact: Redis executes one command at a time.
 */
export async function commandsDuring(
  redis: Redis,
  work: () => Promise<unknown>,
): Promise<string[][]> {
  const seen: string[][] = []
  const monitor = await redis.monitor()
  try {
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua') seen.push(args)
    })
    const from = await mark(redis, seen)
    await work()
    const to = await mark(redis, seen)
    return seen.slice(from + 1, to)
  } finally {
    monitor.disconnect()
  }
}

async function mark(redis: Redis, seen: string[][]): Promise<number> {
  const text = randomUUID()
  await redis.ping(text)
  const isMark = (args: string[]) => args.includes(text)
  await until(() => seen.some(isMark))
  return seen.findIndex(isMark)
}
