// make faults: starts a stack, breaks it row by row under load, and judges the answers that visitors received.
import { topologies } from '@session-clustering/stack/types'
import { randomFaults } from './random-faults.ts'
import type { Row } from './row.ts'
import { rows } from './rows/index.ts'
import type { Result } from './run-row.ts'
import { report, runRows, stopAfter } from './run-rows.ts'
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
  results.push(...(await stopAfter(stack.stop, () => runRows(rowsOfStack, stack, settings))))
}
await report(runtime, settings, results)

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
