// The faults that rows and the random part cause, and how each one is repaired.
import type { Stack } from '@session-clustering/stack/types'
import { fillRedis, freeRedis } from './redis-memory.ts'
import { type ServiceName, startAll, stop } from './services.ts'

export interface Fault {
  cause(stack: Stack): Promise<unknown>
  /** Absent: the stack recovers by itself. @returns when everything was ready again */
  repair?(stack: Stack): Promise<number>
  /** Changes acknowledged during the cause, or in the last second before it, may be lost. */
  losesLastSecond?: boolean
}

/**
 * A killed Redis loses what it has not written to its append-only file (`appendfsync everysec`), or not yet sent to a
 * replica: replication is asynchronous.
 */
export const killed = (...services: ServiceName[]): Fault => ({
  cause: (stack) => Promise.all(services.map((each) => stack.signal(each, 'SIGKILL'))),
  repair: (stack) => startAll(stack, services),
  losesLastSecond: services.some((each) => each.startsWith('redis')),
})

export const stopped = (service: ServiceName): Fault => ({
  cause: (stack) => stop(stack, service),
  repair: (stack) => startAll(stack, [service]),
})

export const frozen = (...services: ServiceName[]): Fault => ({
  cause: (stack) => Promise.all(services.map((each) => stack.signal(each, 'SIGSTOP'))),
  repair: async (stack) => {
    await Promise.all(services.map((each) => stack.signal(each, 'SIGCONT')))
    return performance.now()
  },
})

export const outOfMemory: Fault = {
  cause: fillRedis,
  repair: async (stack) => {
    await freeRedis(stack)
    return performance.now()
  },
}

export const connectionsCut: Fault = {
  cause: (stack) => stack.redisCli('CLIENT', 'KILL', 'USER', 'app'),
}
