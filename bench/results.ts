import type { Spread } from './statistics.ts'

export interface Row {
  key: string
  label: string
  requestsPerSecond: Spread
  p50Ms: Spread
  p99Ms: Spread
  serverCpuUs: Spread
  redisCpuUs: Spread
  /** CPU time of the server and Redis together. */
  cpuUs: Spread
  /** Bytes that one request adds to Redis' append-only file. */
  appendOnlyBytes: Spread
  /** Bytes between server and Redis per request, both directions. */
  redisBytes: number
  /** Commands that one request sends; names in parentheses are called by scripts. */
  commands: string[]
}

/** The keys of the measures that every slice takes. */
type Measure = { [Key in keyof Row]: Row[Key] extends Spread ? Key : never }[keyof Row]

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

export interface Target {
  what: string
  /** `undefined` when this run did not measure it. */
  measured: number | undefined
  wanted: string
  reached: boolean
}

export function targets({ scenarios, memory }: Results): Target[] {
  const speed = (name: string, key: string) =>
    scenarios.find((scenario) => scenario.name === name)?.rows.find((row) => row.key === key)
  const ratio = (name: string, peer: string, measure: Measure = 'requestsPerSecond') =>
    divide(speed(name, 'this-store')?.[measure].median, speed(name, peer)?.[measure].median)
  const trips = (name: string) =>
    speed(name, 'this-store')?.commands.filter((command) => !command.startsWith('(')).length
  const bytes = (key: string) => memory.find((entry) => entry.key === key)?.key_bytes
  const latency = divide(
    speed('million', 'this-store-1000000')?.p50Ms.median,
    speed('million', 'this-store-1000')?.p50Ms.median,
  )
  return [
    atLeast(
      'read, against @fastify/session + connect-redis',
      ratio('read', 'fastify-connect-redis'),
      2.2,
    ),
    atLeast('read, against no session at all', ratio('read', 'no-session'), 0.55),
    atLeast(
      'change, against @fastify/session + connect-redis',
      ratio('change', 'fastify-connect-redis'),
      1.5,
    ),
    atLeast(
      'login, against @fastify/session + connect-redis',
      ratio('login', 'fastify-connect-redis'),
      1,
    ),
    atMost(
      'Redis CPU of a read, against @fastify/session + connect-redis',
      ratio('read', 'fastify-connect-redis', 'redisCpuUs'),
      1.75,
    ),
    atMost(
      'CPU of a read, server and Redis, against @fastify/session + connect-redis',
      ratio('read', 'fastify-connect-redis', 'cpuUs'),
      0.6,
    ),
    // Not 0: once in a touch interval, a read of each session writes.
    atMost('bytes that a read appends', speed('read', 'this-store')?.appendOnlyBytes.median, 1),
    atMost('Redis round trips of a read', trips('read'), 1),
    atMost('Redis round trips of a change', trips('change'), 2),
    atMost('read latency, 1,000,000 sessions against 1,000', latency, 1.1),
    atMost(
      'memory in Redis, against connect-redis',
      divide(bytes('this-store'), bytes('fastify-connect-redis')),
      1.3,
    ),
  ].filter(({ measured = Number.NaN }) => !Number.isNaN(measured))
}

function atLeast(what: string, measured: number | undefined, wanted: number): Target {
  return { what, measured, wanted: `≥ ${wanted}`, reached: (measured ?? 0) >= wanted }
}

function atMost(what: string, measured: number | undefined, wanted: number): Target {
  return {
    what,
    measured,
    wanted: `≤ ${wanted}`,
    reached: (measured ?? Number.POSITIVE_INFINITY) <= wanted,
  }
}

function divide(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b
}
