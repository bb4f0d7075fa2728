// make faults: starts a stack, breaks it row by row under load, and judges the answers that visitors received.
import { once } from 'node:events'
import { topologies } from '@session-clustering/stack/types'
import { randomFaults } from './random-faults.ts'
import { reasonsOf, table, writeResults } from './report.ts'
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
const stacks = topologies.flatMap((topology) => [
  { topology, limits: false },
  { topology, limits: true },
])
for (const { topology, limits } of stacks) {
  const rowsOfStack = chosen.filter(
    (row) => (row.topology ?? 'single') === topology && (row.limits ?? false) === limits,
  )
  if (rowsOfStack.length === 0) continue
  const stack = await startOwnStack(topology, limits)
  // Ctrl-C does not reach the stack's processes: they have sessions of their own.
  let isInterrupted = false
  const interrupt = () => {
    isInterrupted = true
    stack.stop().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    for (const row of rowsOfStack) {
      const result = await runRow(row, stack, settings)
      results.push(result)
      const verdict = result.reasons.length === 0 ? 'passed' : 'FAILED'
      console.log(`${verdict}  ${row.name}  ${result.seconds.toFixed(1)} s`)
      for (const line of reasonsOf(result)) console.log(line)
    }
  } catch (error) {
    // After an interrupt, failures come from the stopping stack.
    if (isInterrupted) await once(process, 'exit')
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await stack.stop()
  }
}

console.log(`\n${table(results)}\n`)
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
    const names = known.map((each) => each.name).join(', ')
    throw new Error(`FAULT does not know "${name}": choose some of ${names}`)
  })
}
