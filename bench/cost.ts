// BENCH_COST=1 make bench: the CPU time that one authenticated read, GET /api/me through nginx, costs each service. The
// stacks differ in their settings and are measured in turn. RUNTIME=compose measures containers.
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request as send } from 'node:http'
import type { Stack } from '@session-clustering/stack/types'
import { settingsFrom } from './settings.ts'

const VARIANTS: Record<string, string>[] = [{}, { LAB: 'off' }, { LAB: 'off', LOG_LEVEL: 'silent' }]
const SERVICES = ['backends', 'nginx', 'Redis', 'port proxy'] as const
type Cost = Record<(typeof SERVICES)[number], number>

/** Linux counts CPU time for user space in units of 10 ms (USER_HZ is 100). */
const TICK_US = 10_000

const { connections, rounds, seconds } = settingsFrom(process.env)
const runtime = process.env.RUNTIME === 'compose' ? 'compose' : 'native'
const { startStack } = await (runtime === 'compose'
  ? import('@session-clustering/stack/compose')
  : import('@session-clustering/stack/stack'))

const stacks: { name: string; stack: Stack; cookie: string; costs: Cost[] }[] = []
try {
  for (const env of VARIANTS) {
    const stack = await startStack({ env })
    const name =
      Object.entries(env)
        .map((pair) => pair.join('='))
        .join(' ') || 'defaults'
    stacks.push({ name, stack, cookie: '', costs: [] })
  }
  for (const measured of stacks) {
    measured.cookie = await logIn(measured.stack.baseUrl)
    // V8 optimizes a function after many calls.
    await read(measured, 2 * seconds)
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const measured of stacks) measured.costs.push(await costOf(measured))
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

async function costOf(measured: (typeof stacks)[number]): Promise<Cost> {
  const before = await cpuOf(measured.stack)
  const requests = await read(measured, seconds)
  const after = await cpuOf(measured.stack)
  const each = (service: keyof Cost) => (after[service] - before[service]) / requests
  return Object.fromEntries(SERVICES.map((service) => [service, each(service)])) as Cost
}

/** Sends reads for this long. @returns how many */
async function read({ stack, cookie }: (typeof stacks)[number], length: number): Promise<number> {
  // Not load.ts: nginx closes connections, each one or after a thousand requests. The agent opens new ones.
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const end = performance.now() + length * 1000
  let requests = 0
  const loop = async () => {
    for (; performance.now() < end; requests += 1) {
      const sent = send(`${stack.baseUrl}/api/me`, { agent, headers: { cookie } }).end()
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      if (answer.statusCode !== 200) throw new Error(`Unexpected answer: ${answer.statusCode}`)
      answer.resume()
      await once(answer, 'end')
    }
  }
  await Promise.all(Array.from({ length: connections }, loop))
  agent.destroy()
  return requests
}

async function cpuOf(stack: Stack): Promise<Cost> {
  const processes = (await stack.processes?.()) ?? {}
  const sum = (services: string[]) =>
    services.flatMap((service) => processes[service] ?? []).reduce((us, pid) => us + cpuUs(pid), 0)
  const { port } = new URL(stack.baseUrl)
  return {
    backends: sum(['backend-1', 'backend-2']),
    nginx: sum(['nginx']),
    Redis: sum(['redis']),
    // Docker passes each connection to a published port through a process of its own, if it comes from this machine.
    'port proxy': portProxies(port).reduce((us, pid) => us + cpuUs(pid), 0),
  }
}

function portProxies(port: string): number[] {
  const command = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && command(name).includes(`-host-port\0${port}\0`))
    .map(Number)
}

/** The CPU time of all threads of a process, user and system. See proc_pid_stat(5). */
function cpuUs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_US
}

async function logIn(baseUrl: string): Promise<string> {
  const post = (path: string) =>
    fetch(baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'reader', password: 'a long passphrase' }),
    })
  await post('/api/signup')
  const cookies = (await post('/api/login')).headers.getSetCookie()
  return cookies.map((cookie) => cookie.split(';', 1).join()).join('; ')
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
