/** The names of the Redis processes, and the state that one of them reports. */
import type { Settings } from './settings.ts'
import type { Backend, RedisNode, RedisNodeState, Service, Spring, Topology } from './types.ts'

const ROLES = { master: 'primary', slave: 'replica', sentinel: 'sentinel' } as const

export function numbered<Name extends string>(name: Name, count: number): `${Name}-${number}`[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}` as const)
}

/** In start order: sentinels start last. Empty for a single Redis. */
export function nodesOf(topology: Topology): RedisNode[] {
  switch (topology) {
    case 'single':
      return []
    case 'sentinel':
      return [...numbered('redis', 3), ...numbered('sentinel', 3)]
    case 'cluster':
      return numbered('redis', 6)
  }
}

export function redisServices(topology: Topology): Service[] {
  return topology === 'single' ? ['redis'] : nodesOf(topology)
}

/** All services, in start order. */
export function allServices(topology: Topology, servers: Service[]): Service[] {
  return [...redisServices(topology), ...servers, 'nginx']
}

/** The servers behind nginx. */
export function serversOf(backends: number, { SPRING }: Settings): (Backend | Spring)[] {
  return [...numbered('backend', backends), ...(SPRING === 'on' ? ['spring-1' as const] : [])]
}

/** The command whose answer `stateIn` reads. */
export function stateQuestion(topology: Topology): string[] {
  return topology === 'cluster' ? ['CLUSTER', 'NODES'] : ['ROLE']
}

/** @returns an empty list when the node did not answer */
export function stateIn(name: RedisNodeState['name'], answer: string): RedisNodeState[] {
  const lines = answer.split('\n')
  // id address myself,master … link 0-5460
  const [, , flags = '', , , , , , ...ranges] =
    lines.find((line) => line.includes('myself,'))?.split(' ') ?? []
  const word = flags.split(',')[1] ?? lines[0] ?? ''
  if (!Object.hasOwn(ROLES, word)) return []
  const role = ROLES[word as keyof typeof ROLES]
  const slots = ranges.flatMap((range): [number, number][] => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range.trim()) ?? []
    return from === undefined ? [] : [[Number(from), Number(to)]]
  })
  return [slots.length > 0 ? { name, role, slots } : { name, role }]
}
