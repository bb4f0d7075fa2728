// Restores a stack that a row left broken, so that the next row starts from a working stack.
import type { RedisNode, Service, Stack } from '@session-clustering/stack/types'
import { type Processes, processesOf } from './processes.ts'

export async function heal(stack: Stack, before: Processes): Promise<void> {
  const all = Object.keys(before) as (Service | RedisNode)[]
  for (const service of all) {
    // Compose reports an error for a container that is not paused.
    await stack.signal(service, 'SIGCONT').catch(() => {})
  }
  const now = await processesOf(stack)
  const gone = all.filter((service) => (now[service] ?? []).length === 0)
  for (const service of gone.sort((a, b) => rank(a) - rank(b))) await stack.start(service)
}

/** Start order: nginx needs the backends, and the backends need Redis. */
function rank(service: string): number {
  return ['backend-1', 'backend-2', 'nginx'].indexOf(service)
}
