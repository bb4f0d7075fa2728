// What nodes tell each other, and what the page is told.

export type NodeState = 'up' | 'draining' | 'stopped' | 'away'

/** How a node is, as it says itself. */
export interface Beat {
  node: string
  state: NodeState
  /** API requests answered since its process began. */
  served: number
  /** Its own session connection. */
  redis: 'up' | 'cut' | 'away'
  /** Whether pages watch through it. */
  isWatched: boolean
  /** Since its last API request, or the last switch that it heard of. */
  quietMs: number
  lastSwitch: Switch | null
}

export interface Switch {
  /** A node's name, `redis`, or `all`. */
  what: string
  to: 'up' | 'stopped' | 'cut' | 'reset'
  /** ISO 8601 */
  at: string
  by: 'visitor' | 'quiet'
}

export type Realm = 'shared' | 'isolated' | 'blob'

/** A request that has been answered. */
export interface Traffic {
  requestId: string
  servedBy: string
  realm: Realm
  method: string
  path: string
  status: number
  ms: number
  /** Whether this answer knew its sender; `null` where it could not tell (5xx). */
  authenticated: boolean | null
}

export type Message =
  | { kind: 'beat'; beat: Beat }
  /** Everybody is asked for a beat. */
  | { kind: 'roll-call' }
  | { kind: 'switch'; thrown: Switch }
  | { kind: 'traffic'; requests: Traffic[] }
