// npm run bench -w bench: measures, prints the tables and writes bench/results/.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { commandsDuring, missingForSpring } from '@session-clustering/testing'
import { sendEach } from './load.ts'
import manifest from './package.json' with { type: 'json' }
import { infoOf } from './redis-info.ts'
import { startRedis } from './redis-process.ts'
import { updateReadmes } from './report-readme.ts'
import { chart } from './report-svg.ts'
import { report } from './report-table.ts'
import {
  MEASURES,
  type Memory,
  type Results,
  type Row,
  type ScenarioResult,
  type Spread,
  spread,
} from './results.ts'
import { type Contender, interleaved, type Slice } from './rounds.ts'
import {
  contenderFor,
  loginsOf,
  REDIS_STORES,
  type Scenario,
  SMALL,
  type Started,
  scenarios,
} from './scenarios.ts'
import { type Settings, settingsFrom } from './settings.ts'
import { isSpring } from './spring-process.ts'
import { SUBJECTS, type SubjectName, startSubject } from './subject-process.ts'

const settings = withoutMissing(settingsFrom(process.env))
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
  const { name, title, subjects, sessions = [undefined] } = scenario
  say(title)
  const contenders: Contender[] = []
  for (const subject of subjects) {
    for (const count of sessions) {
      contenders.push(await contenderFor(scenario, await start(subject), count))
    }
  }
  const slices = await interleaved(contenders, settings)
  const rows: Row[] = []
  for (const [contender, measured] of slices) rows.push(await rowOf(contender, measured))
  await stopAll()
  return { name, title, rows }
}

async function memory(): Promise<Memory[]> {
  say('Memory')
  const found: Memory[] = []
  for (const name of REDIS_STORES.filter((name) => settings.subjects.includes(name))) {
    const { process, redis } = await start(name)
    const logIn = (count: number) => sendEach(process.port, loginsOf(SMALL, count))
    const usedMemory = async () => (await infoOf(redis))('used_memory')
    // Redis allocates some memory only once. These logins exclude it from the difference below.
    await logIn(500)
    await redis.flushall()
    const before = await usedMemory()
    await logIn(5_000)
    const keys = (await redis.keys('*')).filter((key) => !key.startsWith('session:user:'))
    const usages = await Promise.all(keys.map((key) => redis.memory('USAGE', key)))
    const total = usages.reduce((sum: number, usage) => sum + (usage ?? 0), 0)
    found.push({
      key: name,
      label: SUBJECTS[name],
      key_bytes: total / keys.length,
      all_bytes: ((await usedMemory()) - before) / keys.length,
    })
    await stopAll()
  }
  return found
}

async function rowOf(contender: Contender, slices: readonly Slice[]): Promise<Row> {
  const { key, label, process, redis, requests } = contender
  const commands = await commandsDuring(redis, () => sendEach(process.port, requests.slice(0, 1)))
  const spreads = MEASURES.map((measure) => [measure, spread(slices, measure)])
  return {
    key,
    label,
    ...(Object.fromEntries(spreads) as Record<(typeof MEASURES)[number], Spread>),
    redisBytes: spread(slices, 'redisBytes').median,
    commands: commands.map(([name = '']) => name.toUpperCase()),
  }
}

/** The versions of all packages that take part; package.json pins exact versions. */
function packageVersions(): Record<string, string> {
  const isPublished = ([name]: [string, string]) => !name.startsWith('@session-clustering/')
  const packages = Object.entries(manifest.dependencies).filter(isPublished)
  // `npm:redis` is the client package; the key `redis` is the server's version.
  return Object.fromEntries(packages.map(([name, version]) => [`npm:${name}`, version]))
}

/** Leaves Spring Session out where there is no Java, and says so. */
function withoutMissing(all: Settings): Settings {
  const missing = all.subjects.some(isSpring) ? missingForSpring() : undefined
  if (missing === undefined) return all
  if (all.forReadme) throw new Error(`BENCH_README needs a complete run: ${missing}`)
  say(`Spring Session is not measured: ${missing}`)
  return { ...all, subjects: all.subjects.filter((name) => !isSpring(name)) }
}

/** Starts a subject with a Redis of its own. */
async function start(name: SubjectName): Promise<Started> {
  const { url, client, stop } = await startRedis()
  running.push({ stop })
  const process = await startSubject(name, url)
  running.push(process)
  return { process, redis: client }
}

/** Stops the subjects before the Redis that they are connected to. */
async function stopAll(): Promise<void> {
  while (running.length > 0) await running.pop()?.stop()
}

async function write(name: string): Promise<void> {
  const folder = new URL('results/', import.meta.url)
  await mkdir(folder, { recursive: true })
  // One line for each median with its minimum and maximum.
  const text = JSON.stringify(results, null, 2).replace(/\{\s+"median"[^}]*\}/g, (spread) =>
    spread.replace(/\s+/g, ' '),
  )
  await writeFile(new URL(`${name}.json`, folder), `${text}\n`)
  const read = results.scenarios.find((scenario) => scenario.name === 'read')
  if (read) await writeFile(new URL(`${name}.svg`, folder), chart(read))
}

function say(what: string): void {
  console.error(`${new Date().toTimeString().slice(0, 8)}  ${what}`)
}
