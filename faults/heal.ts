// Puts a stack together again that a row left broken, so that the next row is judged for itself.
import type { Service, Stack } from '../native/types.ts'
import { processesOf } from './processes.ts'

/** @param names of all services that it should have */
export async function heal(stack: Stack, names: readonly string[]): Promise<void> {
  // As the stack was asked for them, and named them itself.
  const services = [...names] as Service[]
  for (const service of services) {
    // With Compose, an error where nothing is frozen.
    await stack.signal(service, 'SIGCONT').catch(() => {})
  }
  const processes = await processesOf(stack)
  const away = services.filter((service) => (processes[service] ?? []).length === 0)
  // The others need a Redis, whichever there are.
  const isRedis = (service: string) => /^(redis|sentinel)/.test(service)
  for (const service of away.filter(isRedis)) await stack.start(service)
  const order: Service[] = ['backend-1', 'backend-2', 'nginx']
  for (const service of order.filter((name) => away.includes(name))) await stack.start(service)
}
