import type { Spread } from './statistics.ts'

export interface Row {
  key: string
  label: string
  requestsPerSecond: Spread
  p50Ms: Spread
  p99Ms: Spread
  serverCpuUs: Spread
  redisCpuUs: Spread
  /** Of the server and of Redis together. */
  cpuUs: Spread
  /** Bytes that one request adds to Redis's append-only file. */
  appendOnlyBytes: Spread
  /** Per request, both directions. */
  redisBytes: number
  /** Commands that one request sends; what scripts call is in parentheses. */
  commands: string[]
}

export interface ScenarioResult {
  name: string
  title: string
  rows: Row[]
}

/** Bytes of one session with a payload of 200 bytes. */
export interface Memory {
  key: string
  label: string
  /** Of its key, by MEMORY USAGE. */
  key_bytes: number
  /** Of all that it leaves: used_memory, divided by the number of sessions. */
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
  /** `undefined` where this run has not measured it. */
  measured: number | undefined
  wanted: string
  reached: boolean
}

export function targets({ scenarios, memory }: Results): Target[] {
  const speed = (name: string, key: string) =>
    scenarios.find((scenario) => scenario.name === name)?.rows.find((row) => row.key === key)
  const ratio = (name: string, peer: string) =>
    divide(
      speed(name, 'this-store')?.requestsPerSecond.median,
      speed(name, peer)?.requestsPerSecond.median,
    )
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
      1.8,
    ),
    atLeast(
      'read, against express-session + connect-redis',
      ratio('read', 'express-connect-redis'),
      4.5,
    ),
    atLeast('read, against no session at all', ratio('read', 'no-session'), 0.5),
    atLeast(
      'change, against @fastify/session + connect-redis',
      ratio('change', 'fastify-connect-redis'),
      1.3,
    ),
    atMost('Redis round trips of a read', trips('read'), 1),
    atMost('Redis round trips of a change', trips('change'), 2),
    atMost('read latency, 1,000,000 sessions against 1,000', latency, 1.1),
    atMost(
      'memory in Redis, against connect-redis',
      divide(bytes('this-store'), bytes('fastify-connect-redis')),
      1.3,
    ),
  ].filter(({ measured }) => measured !== undefined)
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
