// The messages between nodes.
import type { NodeState, RedisState, Switch, Traffic } from '@session-clustering/api/lab'

/** A heartbeat: the state of a node, reported by itself. */
export interface Beat {
  node: string
  state: NodeState
  /** Number of API requests answered since the process began. */
  served: number
  /** The node's Redis connection for sessions. */
  redis: RedisState
  /** Whether a page is connected to its event stream. */
  isWatched: boolean
  /** Time since its last API request, or since the last switch message. */
  quietMs: number
  lastSwitch: Switch | null
}

export type Message =
  | { kind: 'beat'; beat: Beat }
  /** Asks all nodes for a heartbeat. */
  | { kind: 'roll-call' }
  | { kind: 'switch'; thrown: Switch }
  | { kind: 'traffic'; requests: Traffic[] }
