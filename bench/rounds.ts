// Measures the subjects in turn: A B C, C B A, A B C … One subject runs at a time. Changes of the machine's speed then
// affect all subjects equally.
import type { Redis } from 'ioredis'
import { run } from './load.ts'
import { appendedBytes, compactAppendOnlyFile, infoOf } from './redis-info.ts'
import type { Settings } from './settings.ts'
import { isSpring } from './spring-process.ts'
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
export type Slice = Awaited<ReturnType<typeof slice>>

export async function interleaved(
  contenders: readonly Contender[],
  settings: Settings,
): Promise<Map<Contender, Slice[]>> {
  const slices = new Map(contenders.map((contender) => [contender, [] as Slice[]]))
  for (const contender of contenders) {
    // The JVM compiles a method in several steps, the last one after many thousand calls.
    const warmUps = isSpring(contender.process.name) ? 6 : 1
    for (let done = 0; done < warmUps; done += 1) await slice(contender, settings)
  }
  for (let round = 0; round < settings.rounds; round += 1) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    for (const contender of order) {
      slices.get(contender)?.push(await slice(contender, settings))
    }
  }
  return slices
}

async function slice({ process, redis, requests }: Contender, settings: Settings) {
  await compactAppendOnlyFile(redis)
  const before = await counters(redis, process)
  const result = await run({ ...settings, port: process.port, requests })
  const after = await counters(redis, process)
  const each = (name: keyof typeof after) => (after[name] - before[name]) / result.requests
  return {
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: percentile(result.latenciesMs, 50),
    p99Ms: percentile(result.latenciesMs, 99),
    /** CPU time of the subject's process, which limits the throughput at full load. */
    serverCpuUs: each('serverCpuUs'),
    redisCpuUs: each('redisCpuUs'),
    /** CPU time of the server and Redis together. */
    cpuUs: each('serverCpuUs') + each('redisCpuUs'),
    /** Bytes that one request adds to Redis' append-only file. */
    appendOnlyBytes: each('appendOnlyBytes'),
    /** Bytes between server and Redis, both directions. */
    redisBytes: each('redisBytes'),
  }
}

async function counters(redis: Redis, process: SubjectProcess) {
  const info = await infoOf(redis)
  return {
    redisBytes: info('total_net_input_bytes') + info('total_net_output_bytes'),
    appendOnlyBytes: appendedBytes(info),
    // The CPU time of all threads, including the one that writes the append-only file.
    redisCpuUs: (info('used_cpu_user') + info('used_cpu_sys')) * 1e6,
    serverCpuUs: await process.cpuUs(),
  }
}

function percentile(sorted: Float64Array, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}
