import Type, { type Static } from 'typebox'
import type { Config } from '../config.ts'
import type { Beat, Switch } from './messages.ts'
import type { Roster } from './roster.ts'

/** The switches that all visitors share, and who is there. */
export const LabState = Type.Object({
  nodes: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Enum(['up', 'draining', 'stopped', 'away']),
      served: Type.Integer({ description: 'API requests answered since its process began' }),
    }),
  ),
  redis: Type.Object({ state: Type.Enum(['up', 'cut', 'away']) }),
  presenter: Type.Boolean({ description: 'Whether the switches need a key' }),
  quietSeconds: Type.Integer({ description: 'Without a request for so long, all is reset' }),
  lastSwitch: Type.Union([
    Type.Null(),
    Type.Object({
      what: Type.String({ description: 'A node, redis, or all' }),
      to: Type.Enum(['up', 'stopped', 'cut', 'reset']),
      at: Type.String({ format: 'date-time' }),
      by: Type.Enum(['visitor', 'quiet']),
    }),
  ]),
})
export type LabState = Static<typeof LabState>

/** @param isConnected whether the lab's own connection to Redis is there */
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

function redisState(beats: readonly Beat[]): LabState['redis']['state'] {
  if (beats.some(({ redis }) => redis === 'cut')) return 'cut'
  return beats.some(({ redis }) => redis === 'up') ? 'up' : 'away'
}
