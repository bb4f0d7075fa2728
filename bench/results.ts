import type { Slice } from './rounds.ts'

export const MEASURES = [
  'requestsPerSecond',
  'p50Ms',
  'p99Ms',
  'serverCpuUs',
  'redisCpuUs',
  'cpuUs',
  'appendOnlyBytes',
] as const satisfies (keyof Slice)[]
type Measure = (typeof MEASURES)[number]

/** One subject in one scenario. rounds.ts explains the measures. */
export interface Row extends Record<Measure, Spread> {
  key: string
  label: string
  /** Bytes between server and Redis per request, both directions. */
  redisBytes: number
  /** The names of the commands that one request sends; each is a round trip. */
  commands: string[]
}

/** Median, minimum and maximum of a measure over all rounds. */
export interface Spread {
  median: number
  min: number
  max: number
}

export function spread(slices: readonly Slice[], measure: keyof Slice): Spread {
  const sorted = slices.map((slice) => slice[measure]).sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median =
    ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.ceil(middle - 0.5)] ?? 0)) / 2
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}

export interface ScenarioResult {
  name: string
  title: string
  rows: Row[]
}

/** Memory of one session with a payload of 200 bytes. */
export interface Memory {
  key: string
  label: string
  /** MEMORY USAGE of its key. */
  key_bytes: number
  /** All memory of a session: the growth of used_memory, divided by the number of sessions. */
  all_bytes: number
}

export interface Results {
  date: string
  machine: string
  versions: Record<string, string>
  seconds: number
  rounds: number
  connections: number
  scenarios: ScenarioResult[]
  memory: Memory[]
}

/** The targets that this run has measured. */
export function targets({ scenarios, memory }: Results) {
  const rowOf = (name: string, key: string) =>
    scenarios.find((scenario) => scenario.name === name)?.rows.find((row) => row.key === key)
  const median = (name: string, key: string, measure: Measure = 'requestsPerSecond') =>
    rowOf(name, key)?.[measure].median ?? Number.NaN
  const ratio = (name: string, peer: string, measure?: Measure) =>
    median(name, 'this-store', measure) / median(name, peer, measure)
  const roundTrips = (name: string) => rowOf(name, 'this-store')?.commands.length ?? Number.NaN
  const bytes = (key: string) => memory.find((entry) => entry.key === key)?.key_bytes ?? Number.NaN
  const PEER = 'fastify-connect-redis'
  const against = 'against @fastify/session + connect-redis'
  return [
    atLeast(`read, ${against}`, ratio('read', PEER), 2.2),
    atLeast('read, against no session at all', ratio('read', 'no-session'), 0.55),
    atLeast(`change, ${against}`, ratio('change', PEER), 1.5),
    atLeast(`login, ${against}`, ratio('login', PEER), 1),
    atMost(`Redis CPU of a read, ${against}`, ratio('read', PEER, 'redisCpuUs'), 1.75),
    atMost(`CPU of a read, server and Redis, ${against}`, ratio('read', PEER, 'cpuUs'), 0.6),
    // Not 0: once in a touch interval, a read of each session writes.
    atMost('bytes that a read appends', median('read', 'this-store', 'appendOnlyBytes'), 1),
    atMost('Redis round trips of a read', roundTrips('read'), 1),
    atMost('Redis round trips of a change', roundTrips('change'), 2),
    atMost(
      'read latency, 1,000,000 sessions against 1,000',
      median('million', 'this-store-1000000', 'p50Ms') /
        median('million', 'this-store-1000', 'p50Ms'),
      1.1,
    ),
    atMost('memory in Redis, against connect-redis', bytes('this-store') / bytes(PEER), 1.3),
  ].filter(({ measured }) => !Number.isNaN(measured))
}

function atLeast(what: string, measured: number, limit: number) {
  return { what, measured, wanted: `≥ ${limit}`, reached: measured >= limit }
}

function atMost(what: string, measured: number, limit: number) {
  return { what, measured, wanted: `≤ ${limit}`, reached: measured <= limit }
}
