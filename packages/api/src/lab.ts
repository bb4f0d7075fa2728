// The state and the events of the lab, as backends send them and the page reads them.
import Type, { type Static } from 'typebox'
import type { StoredSession } from './schemas.ts'

const NodeState = Type.Enum(['up', 'draining', 'stopped', 'away'])
export type NodeState = Static<typeof NodeState>

/** Redis as the backends reach it. */
const RedisState = Type.Enum(['up', 'cut', 'away'])
export type RedisState = Static<typeof RedisState>

const Switch = Type.Object({
  what: Type.String({ description: 'A node, redis, or all' }),
  to: Type.Enum(['up', 'stopped', 'cut', 'reset']),
  at: Type.String({ format: 'date-time' }),
  by: Type.Enum(['visitor', 'idle']),
})
/** One use of a switch: of what, to which state, when (ISO 8601), by a visitor or after an idle time. */
export type Switch = Static<typeof Switch>

/** The state of all nodes, of Redis and of the switches, which all visitors share. */
export const LabState = Type.Object({
  nodes: Type.Array(
    Type.Object({
      name: Type.String(),
      state: NodeState,
      served: Type.Integer({ description: 'API requests answered since its process began' }),
    }),
  ),
  redis: Type.Object({ state: RedisState }),
  presenter: Type.Boolean({ description: 'Whether the switches need a key' }),
  quietSeconds: Type.Integer({ description: 'Without a request for so long, all is reset' }),
  lastSwitch: Type.Union([Type.Null(), Switch]),
})
export type LabState = Static<typeof LabState>

/**
 * Where sessions are kept. `shared`: in Redis, changes alone are written. `blob`: in Redis, whole sessions are written.
 * `isolated`: in the memory of each server.
 */
export type SessionPlace = 'shared' | 'isolated' | 'blob'

/** The APIs side by side. `second` has the sessions of `shared` and another cookie, for a second device of the user. */
export type Realm = SessionPlace | 'second'

/** A request that a node has answered. */
export interface Traffic {
  requestId: string
  servedBy: string
  realm: Realm
  method: string
  path: string
  status: number
  ms: number
  /** Whether the sender was logged in; `null` when the node could not tell (5xx). */
  authenticated: boolean | null
}

/** The beginning or the end of a session. */
export interface SessionChange {
  type: 'created' | 'destroyed' | 'expired'
  /** Of `destroyed`: `logout`, `revoked`, `evicted` or `regenerated`. */
  reason?: string | undefined
  /** Names the session; it is not its id. */
  handle: string
  /** ISO 8601 */
  time: string
}

/** The data of each server-sent event of `GET /api/events`, by the name of the event. */
export interface LabEvents {
  state: LabState
  switch: Switch
  session: SessionChange
  /** The page has missed session events: too many to send them again. */
  missed: null
  traffic: Traffic[]
}

/** `X-Lab-Session`: the session in its store, as the request left it. */
export interface StoredRecord extends StoredSession {
  handle: string
}
