// Observations: the answers to this page's requests, and the events of the servers.
import type {
  Realm,
  RedisState,
  SessionChange,
  StoredRecord,
  Switch,
} from '@session-clustering/api/lab'
import type { Outcome } from '../outcome.ts'

/** The faults that the page knew of at the time of the observation. */
export interface Condition {
  /** Nodes that were not up. */
  down: readonly string[]
  redis: RedisState
}

/** One request of this page, and its answer. */
export interface Exchange extends Outcome {
  kind: 'request'
  /** The position in the order of sending. */
  number: number
  realm: Realm
  method: string
  path: string
  sentBody: unknown
  /** `X-Served-By`; null when no backend answered. */
  servedBy: string | null
  /** The servers that nginx tried in vain before. */
  refusedBy: readonly string[]
  requestId: string
  ms: number
  headers: readonly (readonly [name: string, value: string])[]
  body: unknown
  /** The Redis commands of the request; null when the answer does not list them. */
  commands: readonly string[] | null
  /** Whether the server asked its session store. */
  asksStore: boolean
  /** The session id in the request's cookie, cut; null without a cookie; undefined when the answer does not say. */
  cookie: string | null | undefined
  /** null: no session; undefined: the answer does not say. */
  record: StoredRecord | null | undefined
  /** The user in this realm before the request. */
  before: string | null | undefined
}

export type Fact =
  | Exchange
  | { kind: 'condition' }
  | { kind: 'switch'; change: Switch }
  | { kind: 'session'; type: SessionChange['type']; reason: string; mine: boolean }
  | { kind: 'elsewhere'; count: number }

export type Observation = Fact & {
  seq: number
  /** The step of the lesson that was open then. */
  step: number
} & Condition

export type ObservedExchange = Exchange & Observation

export function isExchange(observation: Observation): observation is ObservedExchange {
  return observation.kind === 'request'
}
