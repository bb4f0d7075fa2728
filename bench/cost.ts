// BENCH_COST=1 make bench: the CPU time that one authenticated read, GET /api/me through nginx, costs each service. The
// stacks differ in their settings and are measured in turn. RUNTIME=compose measures containers.
import type { Stack } from '@session-clustering/stack/types'
import { settingsFrom } from './settings.ts'
import { type Cpu, cpuOf, cpuPerRequest, median, SERVICES } from './stack-cpu.ts'
import { keepBusy, newLogin } from './stack-load.ts'

const VARIANTS: Record<string, string>[] = [{}, { LAB: 'off' }, { LAB: 'off', LOG_LEVEL: 'silent' }]

const { connections, rounds, seconds } = settingsFrom(process.env)
const runtime = process.env.RUNTIME === 'compose' ? 'compose' : 'native'
const { startStack } = await (runtime === 'compose'
  ? import('@session-clustering/stack/compose')
  : import('@session-clustering/stack/stack'))

const stacks: { name: string; stack: Stack; cookie: string; costs: Cpu[] }[] = []
try {
  for (const env of VARIANTS) {
    const stack = await startStack({ env })
    const name =
      Object.entries(env)
        .map((pair) => pair.join('='))
        .join(' ') || 'defaults'
    stacks.push({ name, stack, cookie: await newLogin(stack.baseUrl, 'reader'), costs: [] })
  }
  // V8 optimizes a function after many calls.
  for (const measured of stacks) await read(measured, 2 * seconds)
  for (let round = 0; round < rounds; round += 1) {
    for (const measured of stacks) {
      const before = await cpuOf(measured.stack)
      const requests = await read(measured, seconds)
      measured.costs.push(cpuPerRequest(before, await cpuOf(measured.stack), requests))
    }
  }
} finally {
  for (const { stack } of stacks) await stack.stop()
}

console.log(
  `| µs of CPU a request, ${runtime} | ${SERVICES.join(' | ')} |\n|---|---:|---:|---:|---:|`,
)
for (const { name, costs } of stacks) {
  const medians = SERVICES.map((service) => median(costs.map((cost) => cost[service])).toFixed(0))
  console.log(`| ${name} | ${medians.join(' | ')} |`)
}

function read({ stack, cookie }: (typeof stacks)[number], length: number): Promise<number> {
  const next = () => ({ method: 'GET', path: '/api/me', cookie }) as const
  return keepBusy(stack.baseUrl, connections, length, next)
}
