import type { LabState, RedisState, Switch } from '@session-clustering/api/lab'
import type { Config } from '../config.ts'
import type { Beat } from './messages.ts'
import type { Roster } from './nodes.ts'

/** @param isConnected whether the lab's own connection to Redis is ready */
export function labState(
  config: Config,
  roster: Roster,
  isConnected: boolean,
  lastSwitch: Switch | null,
): LabState {
  return {
    nodes: roster.nodes(),
    redis: { state: isConnected ? redisState(roster.beats()) : 'away' },
    presenter: config.PRESENTER_KEY !== '',
    quietSeconds: config.LAB_QUIET_SECONDS,
    lastSwitch,
  }
}

function redisState(beats: readonly Beat[]): RedisState {
  if (beats.some(({ redis }) => redis === 'cut')) return 'cut'
  // Redis is up when every node can use it. A node that is still connecting would answer 503.
  return beats.every(({ state, redis }) => redis === 'up' || state === 'away') ? 'up' : 'away'
}
