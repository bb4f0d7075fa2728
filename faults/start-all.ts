import type { RedisNode, Service, Stack } from '@session-clustering/stack/types'

/** Starts services at the same time. @returns when the last of them was ready */
export async function startAll(
  stack: Stack,
  services: readonly (Service | RedisNode)[],
): Promise<number> {
  const start = () => Promise.all(services.map((service) => stack.start(service)))
  return readyAfter(stack, services, start)
}

/** @param start starts the services. @returns when all of them were ready */
export async function readyAfter(
  stack: Stack,
  services: readonly (Service | RedisNode)[],
  start: () => Promise<unknown>,
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

interface Inspected {
  State: { Health: { Log: { End: string; ExitCode: number }[] } }
}

function firstHealthy(container: unknown, since: number): number {
  const { State } = container as Inspected
  const times = State.Health.Log.filter(({ ExitCode }) => ExitCode === 0)
    .map(({ End }) => Date.parse(End))
    .filter((at) => at > since)
  return Math.min(...times)
}
