// npm run bench -w bench: measures, prints the tables and writes bench/results/.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { sendEach } from './load.ts'
import { multiplySessions } from './many-sessions.ts'
import manifest from './package.json' with { type: 'json' }
import { commandsDuring } from './redis-counters.ts'
import { type RedisProcess, startRedis } from './redis-process.ts'
import { updateReadmes } from './report-readme.ts'
import { chart } from './report-svg.ts'
import { report } from './report-table.ts'
import type { Memory, Results, Row, ScenarioResult } from './results.ts'
import { type Contender, interleaved, type Slice } from './rounds.ts'
import {
  contenderFor,
  loginsOf,
  MAIN_STORES,
  REDIS_STORES,
  type Scenario,
  SMALL,
  scenarios,
} from './scenarios.ts'
import { settingsFrom } from './settings.ts'
import { spread } from './statistics.ts'
import { SUBJECTS, type SubjectName, type SubjectProcess, startSubject } from './subject-process.ts'

const settings = settingsFrom(process.env)
const running: { stop(): Promise<void> }[] = []

const results: Results = {
  date: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model}`,
  versions: {
    node: process.version,
    redis: execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).split(/v=| /)[3] ?? '',
    ...packageVersions(),
  },
  seconds: settings.seconds,
  rounds: settings.rounds,
  connections: settings.connections,
  scenarios: [],
  memory: [],
}

try {
  for (const scenario of scenarios(settings)) {
    results.scenarios.push(await measure(scenario))
  }
  if (settings.only.includes('million')) results.scenarios.push(await manySessions())
  if (settings.only.includes('memory')) results.memory = await memory()
} finally {
  await stopAll()
}

console.log(report(results))
await write('latest')
if (settings.forReadme) {
  await write('readme')
  await updateReadmes(results)
}

async function measure(scenario: Scenario): Promise<ScenarioResult> {
  say(scenario.title)
  const redis = await started(startRedis(settings.appendOnly))
  const contenders: Contender[] = []
  for (const name of scenario.subjects) {
    const subject = await started(startSubject(name, redis.url))
    contenders.push(await contenderFor(scenario, subject, redis, SUBJECTS[name]))
  }
  return finish(scenario, contenders)
}

/** The same read with few and with many other sessions in Redis. */
async function manySessions(): Promise<ScenarioResult> {
  const title = 'Authenticated read, by the number of sessions in Redis'
  say(title)
  const contenders: Contender[] = []
  for (const name of measured(MAIN_STORES)) {
    for (const count of [1_000, 1_000_000]) {
      const redis = await started(startRedis(settings.appendOnly))
      const subject = await started(startSubject(name, redis.url))
      const label = `${SUBJECTS[name]}, ${count.toLocaleString('en')} sessions`
      const contender = await contenderFor({ request: 'read', shape: SMALL }, subject, redis, label)
      await multiplySessions(redis.client, count)
      contenders.push({ ...contender, key: `${name}-${count}` })
    }
  }
  return finish({ name: 'million', title }, contenders)
}

async function memory(): Promise<Memory[]> {
  say('Memory')
  const found: Memory[] = []
  for (const name of measured(REDIS_STORES)) {
    const redis = await started(startRedis(settings.appendOnly))
    const subject = await started(startSubject(name, redis.url))
    const logIn = (count: number) => sendEach(subject.port, loginsOf(SMALL, count), () => {})
    // Redis allocates some memory only once. These logins exclude it from the difference below.
    await logIn(500)
    await redis.client.flushall()
    const before = await usedMemory(redis)
    await logIn(5_000)
    const keys = (await redis.client.keys('*')).filter((key) => !key.startsWith('session:user:'))
    const usages = await Promise.all(keys.map((key) => redis.client.memory('USAGE', key)))
    const total = usages.reduce((sum: number, usage) => sum + (usage ?? 0), 0)
    found.push({
      key: name,
      label: SUBJECTS[name],
      key_bytes: total / keys.length,
      all_bytes: ((await usedMemory(redis)) - before) / keys.length,
    })
    await stopAll()
  }
  return found
}

/** The subjects that BENCH_SUBJECTS selects. */
function measured(names: readonly SubjectName[]): SubjectName[] {
  return names.filter((name) => settings.subjects.includes(name))
}

async function finish(
  { name, title }: { name: string; title: string },
  contenders: readonly Contender[],
): Promise<ScenarioResult> {
  const slices = await interleaved(contenders, settings)
  const rows: Row[] = []
  for (const [contender, measured] of slices) rows.push(await rowOf(contender, measured))
  await stopAll()
  return { name, title, rows }
}

async function rowOf(contender: Contender, slices: readonly Slice[]): Promise<Row> {
  const { key, label, process, redis, requests } = contender
  const commands = await commandsDuring(redis, () =>
    sendEach(process.port, requests.slice(0, 1), () => {}),
  )
  return {
    key,
    label,
    requestsPerSecond: spread(slices, 'requestsPerSecond'),
    p50Ms: spread(slices, 'p50Ms'),
    p99Ms: spread(slices, 'p99Ms'),
    serverCpuUs: spread(slices, 'serverCpuUs'),
    redisCpuUs: spread(slices, 'redisCpuUs'),
    cpuUs: spread(slices, 'cpuUs'),
    appendOnlyBytes: spread(slices, 'appendOnlyBytes'),
    redisBytes: spread(slices, 'redisBytesIn').median + spread(slices, 'redisBytesOut').median,
    commands,
  }
}

/** The versions of all packages that take part; package.json pins exact versions. */
function packageVersions(): Record<string, string> {
  const isPublished = ([name]: [string, string]) => !name.startsWith('@session-clustering/')
  const packages = Object.entries(manifest.dependencies).filter(isPublished)
  // `npm:redis` is the client package; the key `redis` is the server's version.
  return Object.fromEntries(packages.map(([name, version]) => [`npm:${name}`, version]))
}

async function usedMemory({ client }: RedisProcess): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1])
}

async function started<Thing extends RedisProcess | SubjectProcess>(
  start: Promise<Thing>,
): Promise<Thing> {
  const thing = await start
  running.push(thing)
  return thing
}

/** Stops the subjects before the Redis that they are connected to. */
async function stopAll(): Promise<void> {
  while (running.length > 0) await running.pop()?.stop()
}

async function write(name: string): Promise<void> {
  const folder = new URL('results/', import.meta.url)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(results, null, 2)}\n`)
  const read = results.scenarios.find((scenario) => scenario.name === 'read')
  if (read) await writeFile(new URL(`${name}.svg`, folder), chart(read))
}

function say(what: string): void {
  console.error(`${new Date().toTimeString().slice(0, 8)}  ${what}`)
}
