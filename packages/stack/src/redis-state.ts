/** The state of one node, as the node reports it. */
import type { RedisNodeState, Topology } from './types.ts'

const ROLES = { master: 'primary', slave: 'replica', sentinel: 'sentinel' } as const

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
