// What the page has seen: the answers to its own requests, and what the servers told everybody.
import type {
  Realm,
  RedisState,
  SessionChange,
  StoredRecord,
  Switch,
} from '@session-clustering/api/lab'
import type { Outcome } from '../outcome.ts'

/** What was out of order, as far as the page knew, when the observation was made. */
export interface Condition {
  /** Nodes that were not up. */
  down: readonly string[]
  redis: RedisState
}

/** One request of this page and what its answer said. */
export interface Exchange extends Outcome {
  kind: 'request'
  /** Its place in the order of sending. */
  number: number
  realm: Realm
  method: string
  path: string
  sentBody: unknown
  /** `X-Served-By`; null when no backend answered. */
  servedBy: string | null
  requestId: string
  ms: number
  headers: readonly (readonly [name: string, value: string])[]
  body: unknown
  /** The Redis commands that it caused; null when the answer does not say. */
  commands: readonly string[] | null
  /** Whether the place where sessions are kept was asked. */
  asksStore: boolean
  /** null: no session; undefined: the answer does not say. */
  record: StoredRecord | null | undefined
  /** Who you were in this realm before it. */
  before: string | null | undefined
  /** Sent without your cookie, as another device would. */
  asStranger: boolean
}

export type Fact =
  | Exchange
  | { kind: 'condition' }
  | { kind: 'switch'; thrown: Switch }
  | { kind: 'session'; type: SessionChange['type']; reason: string; mine: boolean }
  | { kind: 'elsewhere'; count: number }

export type Observation = Fact & {
  seq: number
  /** The step of the lesson that was open. */
  step: number
} & Condition

export type ObservedExchange = Exchange & Observation

export function isExchange(observation: Observation): observation is ObservedExchange {
  return observation.kind === 'request'
}
