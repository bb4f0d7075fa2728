// Measures the subjects in turn: A B C, C B A, A B C … One subject runs at a time. Changes of the machine's speed then
// affect all subjects equally.
import type { Redis } from 'ioredis'
import { compactAppendOnlyFile } from './append-only-file.ts'
import { run } from './load.ts'
import { counters } from './redis-counters.ts'
import type { Settings } from './settings.ts'
import type { SubjectProcess } from './subject-process.ts'

export interface Contender {
  /** The subject's key in the results. */
  key: string
  label: string
  process: SubjectProcess
  redis: Redis
  requests: readonly Buffer[]
}

/** One subject in one round; all but the first three values are per request. */
export interface Slice {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** CPU time of the subject's process, which limits the throughput at full load. */
  serverCpuUs: number
  redisCpuUs: number
  /** CPU time of the server and Redis together. */
  cpuUs: number
  appendOnlyBytes: number
  redisBytesIn: number
  redisBytesOut: number
}

export async function interleaved(
  contenders: readonly Contender[],
  settings: Settings,
): Promise<Map<Contender, Slice[]>> {
  const slices = new Map(contenders.map((contender) => [contender, [] as Slice[]]))
  for (const contender of contenders) await slice(contender, settings)
  for (let round = 0; round < settings.rounds; round += 1) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    for (const contender of order) {
      slices.get(contender)?.push(await slice(contender, settings))
    }
  }
  return slices
}

async function slice(
  { process, redis, requests }: Contender,
  { connections, seconds }: Settings,
): Promise<Slice> {
  await compactAppendOnlyFile(redis)
  const before = { ...(await counters(redis)), serverCpuUs: await process.cpuUs() }
  const result = await run({ port: process.port, connections, seconds, requests })
  const after = { ...(await counters(redis)), serverCpuUs: await process.cpuUs() }
  const each = (name: keyof typeof after) => (after[name] - before[name]) / result.requests
  return {
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: percentile(result.latenciesMs, 50),
    p99Ms: percentile(result.latenciesMs, 99),
    serverCpuUs: each('serverCpuUs'),
    redisCpuUs: each('cpuUs'),
    cpuUs: each('serverCpuUs') + each('cpuUs'),
    appendOnlyBytes: each('appendOnlyBytes'),
    redisBytesIn: each('bytesIn'),
    redisBytesOut: each('bytesOut'),
  }
}

function percentile(sorted: Float64Array, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}
