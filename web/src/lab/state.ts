// What the page knows: everything that answers and events said so far.
import { computed, signal } from '@preact/signals'
import type { LabState, Realm, StoredRecord } from '@session-clustering/api/lab'
import { type Fact, isExchange, type Observation } from './observation.ts'

/** The step of the lesson that is open, 1 to 10. */
export const step = signal(1)
/** The realm that the open step sends to. */
export const realm = signal<Realm>('shared')
export const busy = signal(false)

export const lab = signal<LabState>({
  nodes: ['backend-1', 'backend-2'].map((name) => ({ name, state: 'up', served: 0 })),
  redis: { state: 'up' },
  presenter: false,
  quietSeconds: 300,
  lastSwitch: null,
})

/** Who you are in each realm, as the last answer that said so has it; undefined: none did. */
export const who = signal<Record<Realm, string | null | undefined>>({
  shared: undefined,
  isolated: undefined,
  blob: undefined,
})

/** Your session as it was last seen in its store. */
export interface SeenRecord {
  record: StoredRecord
  /** When, on the clock of `performance.now()`. */
  at: number
  /** The fields that the last request changed. */
  changed: readonly string[]
  /** Why it is there no more; null while it lives. */
  gone: string | null
}

export const records = signal<Partial<Record<Realm, SeenRecord>>>({})

export const observations = signal<readonly Observation[]>([])
const observationsKept = 500
let seq = 0

export function observe(fact: Fact): Observation {
  const { nodes, redis } = lab.value
  const down = nodes.filter(({ state }) => state !== 'up').map(({ name }) => name)
  const observation = { ...fact, seq: ++seq, step: step.value, down, redis: redis.state }
  observations.value = [...observations.value, observation].slice(-observationsKept)
  return observation
}

/** One observation for all requests of others in a step: there may be many. */
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

/** What was observed in the open step since it was opened afresh. */
export const replayedAt = signal<Partial<Record<number, number>>>({})
export const seen = computed(() =>
  observations.value.filter(
    (observation) =>
      observation.step === step.value && observation.seq > (replayedAt.value[step.value] ?? 0),
  ),
)

/** In the order of sending; of two at once, the second may have been answered first. */
export const exchanges = computed(() =>
  seen.value.filter(isExchange).sort((a, b) => a.number - b.number),
)
