// make faults: breaks a running stack of its own, row by row, and judges what its users were told.
import { mkdir, writeFile } from 'node:fs/promises'
import { type Topology, topologies } from '../native/types.ts'
import { randomFaults } from './random/random-faults.ts'
import { markdownTable, reasonsOf, textTable } from './report.ts'
import type { Row } from './row.ts'
import { rows } from './rows/index.ts'
import { type Result, runRow } from './run-row.ts'
import { settingsFrom } from './settings.ts'
import { runtime, startOwnStack } from './stack.ts'

const settings = settingsFrom(process.env)
const results: Result[] = []
const { seed, durationSeconds } = settings
const random = durationSeconds > 0 ? [randomFaults(seed, durationSeconds)] : []
if (random.length > 0) console.log(`FAULTS_SEED=${seed} repeats the random faults`)
const chosen = [...chosenRows(), ...random]
for (const topology of topologies) {
  const its = chosen.filter((row) => (row.topology ?? 'single') === topology)
  if (its.length > 0) await runRows(topology, its)
}

console.log(`\n${textTable(results)}\n`)
await write()
const failed = results.filter(({ reasons }) => reasons.length > 0).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runRows(topology: Topology, itsRows: readonly Row[]): Promise<void> {
  const stack = await startOwnStack(topology)
  try {
    for (const row of itsRows) {
      const result = await runRow(row, stack, settings)
      results.push(result)
      const verdict = result.reasons.length === 0 ? 'passed' : 'FAILED'
      console.log(`${verdict}  ${row.name}  ${result.seconds.toFixed(1)} s`)
      for (const line of reasonsOf(result)) console.log(line)
    }
  } finally {
    await stack.stop()
  }
}

function chosenRows() {
  const known = rows.filter(
    ({ runtimes }) => runtimes === undefined || runtimes.some((each) => each === runtime()),
  )
  if (settings.rows.length === 0) return known.filter(({ short }) => short || !settings.isShort)
  return settings.rows.map((name) => {
    const row = known.find((each) => each.name === name)
    if (row) return row
    throw new Error(`FAULT knows ${known.map((each) => each.name).join(', ')}; not "${name}"`)
  })
}

async function write(): Promise<void> {
  const folder = new URL('results/', import.meta.url)
  await mkdir(folder, { recursive: true })
  const about = { date: new Date().toISOString(), runtime: runtime(), ...settings }
  const json = JSON.stringify({ ...about, results }, null, 2)
  await writeFile(new URL(`${runtime()}.json`, folder), `${json}\n`)
  await writeFile(new URL(`${runtime()}.md`, folder), `${markdownTable(results)}\n`)
}
