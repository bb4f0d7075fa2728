// Puts a stack together again that a row left broken, so that the next row is judged for itself.
import { type Service, type Stack, services } from '../native/types.ts'
import { processesOf } from './processes.ts'

export async function heal(stack: Stack): Promise<void> {
  for (const service of services) {
    // With Compose, an error where nothing is frozen.
    await stack.signal(service, 'SIGCONT').catch(() => {})
  }
  const processes = await processesOf(stack)
  const order: Service[] = ['redis', 'backend-1', 'backend-2', 'nginx']
  for (const service of order) {
    if ((processes[service] ?? []).length === 0) await stack.start(service)
  }
}
