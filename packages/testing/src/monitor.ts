import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { until } from './until.ts'

/**
 * What clients send to Redis while something is done: one array a command, without what scripts do inside of Redis.
 * Nothing is missed and nothing comes late: a mark is sent before and after, and Redis does one thing at a time.
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
