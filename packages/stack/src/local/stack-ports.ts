/** The ports of a stack: the two that the user chooses, and the internal ones. */
import { assertFree, freePort } from '../ports.ts'
import { isRunning, type PortName, type RunState } from './run-state.ts'

const inside = [
  'backend-1',
  'backend-2',
  'control-1',
  'control-2',
  'metrics-1',
  'metrics-2',
  'redis',
] as const satisfies PortName[]

/** The ports of the page. 0: the port of the running stack, or else a free one. */
export interface WantedPorts {
  http: number
  /** Only with HTTPS. */
  https?: number | undefined
}

/**
 * Services keep their ports when they restart.
 * @throws Problem when a newly chosen port is taken
 */
export async function choosePorts(
  wanted: WantedPorts,
  before: RunState | undefined,
): Promise<RunState['ports']> {
  const kept = before !== undefined && isRunning(before) ? before.ports : undefined
  const ports: Record<string, number> = { ...kept }
  delete ports.tls

  const choose = async (port: number, keptPort: number | undefined, setting: string) => {
    const chosen = port || keptPort || (await freePort(Object.values(ports)))
    if (chosen !== keptPort) await assertFree(chosen, setting)
    return chosen
  }
  ports.nginx = await choose(wanted.http, kept?.nginx, 'PORT')
  if (wanted.https !== undefined) ports.tls = await choose(wanted.https, kept?.tls, 'TLS_PORT')
  for (const name of inside) ports[name] ??= await freePort(Object.values(ports))
  return ports as RunState['ports']
}
