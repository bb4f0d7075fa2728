// The processes of a stack: waits for the end of one, and finds leaked ones.
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisNode, Service, Stack } from '@session-clustering/stack/types'

export type Processes = Record<string, number[]>

/** Longer than the grace time of every service. */
const END_TIMEOUT_MS = 20_000

export async function processesOf(stack: Stack): Promise<Processes> {
  if (stack.processes === undefined)
    throw new Error(`This stack cannot list its processes: ${stack.runtime}`)
  return stack.processes()
}

/** The pids as one text: equal texts mean that no process was restarted. */
export async function pidsOf(stack: Stack, of: readonly (Service | RedisNode)[]): Promise<string> {
  const processes = await processesOf(stack)
  return of.map((service) => `${service}: ${processes[service]?.sort().join(' ')}`).join(', ')
}

export async function untilEnded(stack: Stack, service: Service | RedisNode): Promise<void> {
  const deadline = performance.now() + END_TIMEOUT_MS
  while (((await processesOf(stack))[service] ?? []).length > 0) {
    if (performance.now() > deadline)
      throw new Error(`${service} did not end within ${END_TIMEOUT_MS} ms`)
    await delay(20)
  }
}

/** Waits for processes that are about to end. @returns the differences, by service */
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
