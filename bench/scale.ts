// SCALE=1 make bench: what requests cost each part of the stack, what one core of each part therefore carries, and what a
// million sessions need. The stack runs with LAB=off.
import { randomUUID } from 'node:crypto'
import type { Stack } from '@session-clustering/stack/types'
import { RedisSessionStore } from '@session-clustering/store'
import { capacityOf, type RequestCost, UTILIZATION } from './capacity.ts'
import { appendedBytes, type Info, infoFrom, infoOf } from './redis-info.ts'
import { startRedis } from './redis-process.ts'
import { settingsFrom } from './settings.ts'
import { cpuOf, cpuPerRequest, median } from './stack-cpu.ts'
import { keepBusy, loginOf, newLogin, type StackRequest } from './stack-load.ts'

const USERS = 50
const CLUSTERS = [1, 3, 6, 12]
/** Sessions that are made to measure the memory of one. */
const SAMPLE = 100_000
const MIB = 2 ** 20

const { connections, rounds, seconds } = settingsFrom(process.env)
const runtime = process.env.RUNTIME === 'compose' ? 'compose' : 'native'
const { startStack } = await (runtime === 'compose'
  ? import('@session-clustering/stack/compose')
  : import('@session-clustering/stack/stack'))

const stack = await startStack({
  env: { LAB: 'off', LOGIN_ATTEMPTS_PER_ADDRESS: '999999' },
})
const costs = new Map<string, RequestCost[]>()
try {
  const names = Array.from({ length: USERS }, (_, i) => `user-${i}`)
  const cookies: string[] = []
  for (const name of names) cookies.push(await newLogin(stack.baseUrl, name))
  const pick = (list: readonly string[], n: number) => list[n % list.length] ?? ''
  const read = (n: number): StackRequest => ({
    method: 'GET',
    path: '/api/me',
    cookie: pick(cookies, n),
  })
  const change = (n: number): StackRequest => ({
    method: 'PUT',
    path: '/api/cart/pen',
    cookie: pick(cookies, n),
    body: { quantity: (n % 90) + 1 },
  })
  // Hashing takes whole cores: more logins at a time would only wait.
  const mixes: [string, (n: number) => StackRequest, number][] = [
    ['reads', read, connections],
    ['90 % reads, 10 % changes', (n) => (n % 10 === 9 ? change(n) : read(n)), connections],
    ['logins', (n) => loginOf(pick(names, n)), 2],
  ]
  // V8 optimizes a function after many calls.
  for (const [, next, open] of mixes) await keepBusy(stack.baseUrl, open, 2 * seconds, next)
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, next, open] of mixes) {
      costs.set(name, [...(costs.get(name) ?? []), await costOf(stack, next, open)])
    }
  }
} finally {
  await stack.stop()
}
const measured = [...costs].map(([name, all]) => [name, medians(all)] as const)
const session = await sessionBytes()
report()

async function costOf(
  stack: Stack,
  next: (n: number) => StackRequest,
  open: number,
): Promise<RequestCost> {
  const before = await cpuOf(stack)
  const infoBefore = await redisInfo(stack)
  const requests = await keepBusy(stack.baseUrl, open, seconds, next)
  const cpu = cpuPerRequest(before, await cpuOf(stack), requests)
  const infoAfter = await redisInfo(stack)
  const each = (bytes: (info: Info) => number) => (bytes(infoAfter) - bytes(infoBefore)) / requests
  return {
    backendUs: cpu.backends,
    nginxUs: cpu.nginx,
    redisUs: cpu.Redis,
    redisNetworkBytes: each(
      (info) => info('total_net_input_bytes') + info('total_net_output_bytes'),
    ),
    appendedBytes: each(appendedBytes),
  }
}

async function redisInfo(stack: Stack): Promise<Info> {
  return infoFrom(await stack.redisCli('INFO', 'everything'))
}

function medians(all: readonly RequestCost[]): RequestCost {
  const of = (figure: keyof RequestCost) => median(all.map((cost) => cost[figure]))
  return {
    backendUs: of('backendUs'),
    nginxUs: of('nginxUs'),
    redisUs: of('redisUs'),
    redisNetworkBytes: of('redisNetworkBytes'),
    appendedBytes: of('appendedBytes'),
  }
}

/** What one session takes, with its place in its user's list: bytes of memory, and bytes that its login appends. */
async function sessionBytes() {
  const redis = await startRedis()
  try {
    const store = new RedisSessionStore(redis.client)
    const insert = (n: number) =>
      store.insert(randomUUID().replaceAll('-', ''), {
        username: `user-${n}`,
        createdBy: 'backend-1',
        'cart:pen': 2,
      })
    await insert(0)
    const before = await infoOf(redis.client)
    for (let made = 1; made <= SAMPLE; made += 1_000) {
      await Promise.all(Array.from({ length: 1_000 }, (_, i) => insert(made + i)))
    }
    const after = await infoOf(redis.client)
    return {
      memory: (after('used_memory') - before('used_memory')) / SAMPLE,
      appended: (appendedBytes(after) - appendedBytes(before)) / SAMPLE,
    }
  } finally {
    await redis.stop()
  }
}

function report(): void {
  const whole = (value: number) => Math.round(value).toLocaleString('en')
  const table = (head: string[], rows: string[][]) => {
    const line = (cells: string[]) => `| ${cells.join(' | ')} |`
    const rule = `|---|${head
      .slice(1)
      .map(() => '---:|')
      .join('')}`
    console.log(`\n${[line(head), rule, ...rows.map(line)].join('\n')}`)
  }
  console.log(
    `${runtime}, ${rounds} rounds of ${seconds} s, ${connections} connections, Node ${process.version}`,
  )
  table(
    [
      'one request',
      'backend, µs',
      'nginx, µs',
      'Redis, µs',
      'Redis network, bytes',
      'appended to the file, bytes',
    ],
    measured.map(([name, cost]) => [
      name,
      ...[
        cost.backendUs,
        cost.nginxUs,
        cost.redisUs,
        cost.redisNetworkBytes,
        cost.appendedBytes,
      ].map(whole),
    ]),
  )
  console.log(`\nRequests a second, with each core busy for ${UTILIZATION * 100} % of the time:`)
  table(
    [
      '',
      'a backend core',
      'an nginx core',
      'one Redis',
      'backend cores that saturate one Redis',
      ...CLUSTERS.slice(1).map((n) => `a Cluster of ${n} primaries`),
    ],
    measured.map(([name, cost]) => {
      const { backendCore, nginxCore, redis, backendCoresPerRedis } = capacityOf(cost)
      const clusters = CLUSTERS.slice(1).map((primaries) => redis * primaries)
      return [
        name,
        ...[backendCore, nginxCore, redis, backendCoresPerRedis, ...clusters].map(whole),
      ]
    }),
  )
  const reads = measured[1]?.[1]
  const bandwidth = reads ? (reads.redisNetworkBytes * 1_000_000) / 60 : Number.NaN
  const appended = reads ? (reads.appendedBytes * 1_000_000) / 60 : Number.NaN
  const mib = (bytes: number) => `${whole(bytes / MIB)} MiB`
  console.log('\nA million sessions, each with one request a minute, one of ten a change:')
  table(
    [
      'memory',
      'appended by their logins',
      'requests a second',
      'network of Redis, MiB a second',
      'appended, MiB a second',
    ],
    [
      [
        mib(session.memory * 1_000_000),
        mib(session.appended * 1_000_000),
        whole(1_000_000 / 60),
        (bandwidth / MIB).toFixed(1),
        (appended / MIB).toFixed(1),
      ],
    ],
  )
}
