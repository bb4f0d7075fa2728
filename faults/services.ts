// The services of a stack: their processes, and how they end and start again.
import type { RedisNode, Service, Stack } from '@session-clustering/stack/types'
import { until } from '@session-clustering/testing'

export type ServiceName = Service | RedisNode
export type Processes = Record<string, number[]>

/** Longer than the grace time of every service: 15 s (docker-compose.yml), 12 s (packages/stack/src/local/service-process.ts). */
const END_TIMEOUT_MS = 20_000
const LEAK_TIMEOUT_MS = 10_000

export async function processesOf(stack: Stack): Promise<Processes> {
  if (stack.processes === undefined)
    throw new Error(`This stack cannot list its processes: ${stack.runtime}`)
  return stack.processes()
}

export function backendsOf(processes: Processes): Service[] {
  const isBackend = (name: string): name is Service => name.startsWith('backend-')
  return Object.keys(processes).filter(isBackend).sort()
}

/** The pids as one text: equal texts mean that no process was restarted. */
export async function pidsOf(stack: Stack, of: readonly string[]): Promise<string> {
  const processes = await processesOf(stack)
  return of.map((service) => `${service}: ${processes[service]?.sort().join(' ')}`).join(', ')
}

/** Sends SIGTERM, and waits until the service has ended. */
export async function stop(stack: Stack, service: ServiceName): Promise<void> {
  await stack.signal(service, 'SIGTERM')
  const hasEnded = async () => ((await processesOf(stack))[service] ?? []).length === 0
  await until(hasEnded, { what: `the end of ${service}`, timeoutMs: END_TIMEOUT_MS })
}

/**
 * Starts services at the same time.
 * @param start starts them in another way
 * @returns when the last of them was ready
 */
export async function startAll(
  stack: Stack,
  services: readonly ServiceName[],
  start: () => Promise<unknown> = () => Promise.all(services.map((each) => stack.start(each))),
): Promise<number> {
  const began = Date.now()
  await start()
  const returned = performance.now()
  const inspected = await stack.inspect?.()
  if (inspected === undefined) return returned
  // `docker compose up --wait` returns late. The engine's log has the time of the first successful health check.
  const ready = services.map((service) => firstHealthy(inspected[service], began))
  return Math.min(returned, Math.max(...ready) - Date.now() + performance.now())
}

function firstHealthy(container: unknown, since: number): number {
  const { State } = container as {
    State: { Health: { Log: { End: string; ExitCode: number }[] } }
  }
  const times = State.Health.Log.filter(({ ExitCode }) => ExitCode === 0)
    .map(({ End }) => Date.parse(End))
    .filter((at) => at > since)
  return Math.min(...times)
}

/** Continues and starts what a failed row left frozen or ended, so that the next row begins with a working stack. */
export async function restore(stack: Stack, before: Processes): Promise<void> {
  const all = Object.keys(before) as ServiceName[]
  // Compose reports an error for a container that is not paused.
  for (const service of all) await stack.signal(service, 'SIGCONT').catch(() => {})
  const now = await processesOf(stack)
  // nginx needs the backends, and the backends need Redis.
  const rank = (name: string) => (name === 'nginx' ? 2 : name.startsWith('backend-') ? 1 : 0)
  const ended = all.filter((service) => (now[service] ?? []).length === 0)
  for (const service of ended.sort((a, b) => rank(a) - rank(b))) await stack.start(service)
}

/** Waits for processes that are about to end. @returns the differences, by service */
export async function leaked(stack: Stack, before: Processes): Promise<string[]> {
  const find = async () => differences(before, await processesOf(stack))
  const isEqual = async () => (await find()).length === 0
  const isEqualInTime = await until(isEqual, { timeoutMs: LEAK_TIMEOUT_MS }).catch(() => false)
  return isEqualInTime ? [] : find()
}

export function differences(before: Processes, after: Processes): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((service) => {
    const [then, now] = [before[service]?.length ?? 0, after[service]?.length ?? 0]
    if (now === then) return []
    return [`process leaked: ${service} had ${then} processes, and has ${now}`]
  })
}
