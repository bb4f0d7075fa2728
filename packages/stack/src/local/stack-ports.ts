/** The ports of a stack: those of the page, which the user chooses, and the internal ones. */
import { assertFree, freePort } from '../ports.ts'
import { numbered, redisServices } from '../redis-nodes.ts'
import type { Settings } from '../settings.ts'
import type { Topology } from '../types.ts'
import { isRunning, type RunState } from './run-state.ts'

/** 0: the port of the running stack, or else a free one. `https` is set only with HTTPS. */
interface PagePorts {
  http: number
  https?: number | undefined
}

/**
 * Services keep their ports when they restart.
 * @throws Problem when a newly chosen port is taken
 */
export async function choosePorts(
  wanted: PagePorts,
  topology: Topology,
  backends: number,
  settings: Settings,
  before: RunState | undefined,
): Promise<RunState['ports']> {
  const kept = before !== undefined && isRunning(before) ? before.ports : {}
  const ports: RunState['ports'] = {}

  const choose = async (name: 'nginx' | 'tls', port: number, setting: string) => {
    const chosen = port || kept[name] || (await freePort())
    if (chosen !== kept[name]) await assertFree(chosen, setting)
    ports[name] = chosen
  }
  await choose('nginx', wanted.http, 'PORT')
  if (wanted.https !== undefined) await choose('tls', wanted.https, 'TLS_PORT')
  const inside = [
    ...(['backend', 'control', 'metrics'] as const).flatMap((name) => numbered(name, backends)),
    ...(settings.SPRING === 'on' ? ['spring-1'] : []),
    ...redisPorts(topology),
  ]
  for (const name of inside) ports[name] = kept[name] ?? (await freePort())
  return ports
}

/** The names of all ports of the Redis processes. */
export function redisPorts(topology: Topology): string[] {
  const nodes = redisServices(topology)
  return topology === 'cluster' ? [...nodes, ...numbered('bus', nodes.length)] : nodes
}
