// The state of the page, from answers and events.
import { computed, signal } from '@preact/signals'
import type { LabState, Realm, SessionPlace, StoredRecord } from '@session-clustering/api/lab'
import { type Condition, type Fact, isExchange, type Observation } from './observation.ts'

/** The open step of the lesson, 1 to 10. */
export const step = signal(1)
/** The realm that the open step sends to. */
export const realm = signal<SessionPlace>('shared')
export const busy = signal(false)

export const lab = signal<LabState>({
  nodes: ['backend-1', 'backend-2'].map((name) => ({ name, state: 'up', served: 0 })),
  redis: { state: 'up' },
  presenter: false,
  quietSeconds: 300,
  lastSwitch: null,
})

/** Servers that share the sessions and are no nodes of the lab: they have no switches, and report no state. nginx names them. */
export const others = signal<readonly string[]>([])

/** The servers of the open step. The sessions of the other realms exist on the lab's nodes alone. */
export const servers = computed(() => [
  ...lab.value.nodes.map(({ name }) => name),
  ...(realm.value === 'shared' ? others.value : []),
])

/** The user in each realm, by the last answer: null for anonymous, undefined when no answer has said it. */
export const users = signal<Record<Realm, string | null | undefined>>({
  shared: undefined,
  second: undefined,
  isolated: undefined,
  blob: undefined,
})

/** The visitor's session, as the last answer showed it. */
export interface ShownRecord {
  record: StoredRecord
  /** Time of that answer, from `performance.now()`. */
  at: number
  /** The fields that the last request changed. */
  changed: readonly string[]
  /** The reason why the session ended; null while it is alive. */
  ended: string | null
}

export const records = signal<Partial<Record<Realm, ShownRecord>>>({})

export const observations = signal<readonly Observation[]>([])
const observationsKept = 500
let seq = 0

export type Moment = Condition & Pick<Observation, 'step' | 'seq'>

export function currentMoment(): Moment {
  const { nodes, redis } = lab.value
  const down = nodes.filter(({ state }) => state !== 'up').map(({ name }) => name)
  return { step: step.value, down, redis: redis.state, seq: ++seq }
}

/** @param at when the fact happened: an answer is observed later, when it is shown, and takes its place by then */
export function observe(fact: Fact, at = currentMoment()): Observation {
  const observation = { ...fact, ...at }
  observations.value = [...observations.value, observation]
    .sort((one, other) => one.seq - other.seq)
    .slice(-observationsKept)
  return observation
}

/** Counts the requests of other visitors in one observation for each step: there may be many. */
export function observeElsewhere(count: number): void {
  const last = seen.value.find(({ kind }) => kind === 'elsewhere')
  if (last?.kind !== 'elsewhere') observe({ kind: 'elsewhere', count })
  else {
    observations.value = observations.value.map((observation) =>
      observation === last ? { ...last, count: last.count + count } : observation,
    )
  }
}

export function lastSeq(): number {
  return seq
}

/** For each step, the number of the last observation before its reset. */
export const replayedAt = signal<Partial<Record<number, number>>>({})
/** The observations of the open step since its reset. */
export const seen = computed(() =>
  observations.value.filter(
    (observation) =>
      observation.step === step.value && observation.seq > (replayedAt.value[step.value] ?? 0),
  ),
)

/** Sorted by the order of sending: of two requests at the same moment, the second may be answered first. */
export const exchanges = computed(() =>
  seen.value.filter(isExchange).sort((a, b) => a.number - b.number),
)
