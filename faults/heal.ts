// Puts a stack together again that a row left broken, so that the next row is judged for itself.
import type { RedisNode, Service, Stack } from '@session-clustering/native/types'
import { type Processes, processesOf } from './processes.ts'

export async function heal(stack: Stack, before: Processes): Promise<void> {
  const all = Object.keys(before) as (Service | RedisNode)[]
  for (const service of all) {
    // With Compose, an error where nothing is frozen.
    await stack.signal(service, 'SIGCONT').catch(() => {})
  }
  const now = await processesOf(stack)
  const gone = all.filter((service) => (now[service] ?? []).length === 0)
  for (const service of gone.sort((a, b) => rank(a) - rank(b))) await stack.start(service)
}

/** Whoever is needed by others first. */
function rank(service: string): number {
  return ['backend-1', 'backend-2', 'nginx'].indexOf(service)
}
