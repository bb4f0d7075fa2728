// Which processes a stack has: to wait for one's end, and to see that none is left over.
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisNode, Service, Stack } from '@session-clustering/native/types'

export type Processes = Record<string, number[]>

/** Above the grace time of every service. */
const END_TIMEOUT_MS = 20_000

export async function processesOf(stack: Stack): Promise<Processes> {
  if (stack.processes === undefined) throw new Error(`No list of processes: ${stack.runtime}`)
  return stack.processes()
}

/** To compare: the same as long as none of them was started anew. */
export async function pidsOf(stack: Stack, of: readonly (Service | RedisNode)[]): Promise<string> {
  const processes = await processesOf(stack)
  return of.map((service) => `${service}: ${processes[service]?.sort().join(' ')}`).join(', ')
}

export async function untilEnded(stack: Stack, service: Service | RedisNode): Promise<void> {
  const deadline = performance.now() + END_TIMEOUT_MS
  while (((await processesOf(stack))[service] ?? []).length > 0) {
    if (performance.now() > deadline) throw new Error(`${service} does not end`)
    await delay(20)
  }
}

/** Waits a while for what is about to end. @returns what is wrong, by service */
export async function leaked(
  stack: Stack,
  before: Processes,
  timeoutMs: number,
): Promise<string[]> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const wrong = differences(before, await processesOf(stack))
    if (wrong.length === 0 || performance.now() > deadline) return wrong
    await delay(100)
  }
}

export function differences(before: Processes, after: Processes): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((service) => {
    const [then, now] = [before[service]?.length ?? 0, after[service]?.length ?? 0]
    if (now === then) return []
    return [`process leaked: ${service} had ${then} processes, and has ${now}`]
  })
}
