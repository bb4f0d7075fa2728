// What nodes tell each other.
import type { NodeState, RedisState, Switch, Traffic } from '@session-clustering/api/lab'

/** How a node is, as it says itself. */
export interface Beat {
  node: string
  state: NodeState
  /** API requests answered since its process began. */
  served: number
  /** Its own session connection. */
  redis: RedisState
  /** Whether pages watch through it. */
  isWatched: boolean
  /** Since its last API request, or the last switch that it heard of. */
  quietMs: number
  lastSwitch: Switch | null
}

export type Message =
  | { kind: 'beat'; beat: Beat }
  /** Everybody is asked for a beat. */
  | { kind: 'roll-call' }
  | { kind: 'switch'; thrown: Switch }
  | { kind: 'traffic'; requests: Traffic[] }
