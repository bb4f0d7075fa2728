// make faults: breaks a running stack of its own, row by row, and judges what its users were told.
import { once } from 'node:events'
import { topologies } from '@session-clustering/native/types'
import { randomFaults } from './random/random-faults.ts'
import { reasonsOf, textTable, writeResults } from './report.ts'
import type { Row } from './row.ts'
import { rows } from './rows/index.ts'
import { type Result, runRow } from './run-row.ts'
import { settingsFrom } from './settings.ts'
import { runtime, startOwnStack } from './stack.ts'

const settings = settingsFrom(process.env)
const { isShort, seed, durationSeconds } = settings
const chosen = chosenRows()
if (durationSeconds > 0) {
  console.log(`FAULTS_SEED=${seed} repeats the random faults`)
  chosen.push(randomFaults(seed, durationSeconds))
}

const results: Result[] = []
for (const topology of topologies) {
  const those = chosen.filter((row) => (row.topology ?? 'single') === topology)
  if (those.length === 0) continue
  const stack = await startOwnStack(topology)
  // Its processes are nobody's children: a Ctrl-C would leave them behind.
  let isInterrupted = false
  const interrupt = () => {
    isInterrupted = true
    stack.stop().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    for (const row of those) {
      const result = await runRow(row, stack, settings)
      results.push(result)
      const verdict = result.reasons.length === 0 ? 'passed' : 'FAILED'
      console.log(`${verdict}  ${row.name}  ${result.seconds.toFixed(1)} s`)
      for (const line of reasonsOf(result)) console.log(line)
    }
  } catch (error) {
    // What fails now, fails because the stack goes.
    if (isInterrupted) await once(process, 'exit')
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await stack.stop()
  }
}

console.log(`\n${textTable(results)}\n`)
await writeResults(new URL('results/', import.meta.url), runtime, { settings, results })
const failed = results.filter(({ reasons }) => reasons.length > 0).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function chosenRows(): Row[] {
  const known = rows.filter(({ runtimes }) => runtimes?.includes(runtime) ?? true)
  if (settings.rows.length === 0) return known.filter(({ short }) => short || !isShort)
  return settings.rows.map((name) => {
    const row = known.find((each) => each.name === name)
    if (row) return row
    throw new Error(`FAULT knows ${known.map((each) => each.name).join(', ')}; not "${name}"`)
  })
}
