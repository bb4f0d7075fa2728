// What all suites of faults share: they run rows on a stack, remove it in any case, and report the results.
import { once } from 'node:events'
import type { Stack } from '@session-clustering/stack/types'
import { reasonsOf, table, writeResults } from './report.ts'
import type { Row } from './row.ts'
import { type Result, runRow } from './run-row.ts'
import type { Settings } from './settings.ts'

export async function runRows(
  rows: readonly Row[],
  stack: Stack,
  settings: Settings,
): Promise<Result[]> {
  const results: Result[] = []
  for (const row of rows) {
    const result = await runRow(row, stack, settings)
    results.push(result)
    const verdict = result.reasons.length === 0 ? 'passed' : 'FAILED'
    console.log(`${verdict}  ${row.name}  ${result.seconds.toFixed(1)} s`)
    for (const line of reasonsOf(result)) console.log(line)
  }
  return results
}

/** Does the work, and stops what it has started: at the end, after an error, and at Ctrl-C or SIGTERM. */
export async function stopAfter<T>(stop: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  // Ctrl-C does not reach the stack's processes: they have sessions of their own.
  let isInterrupted = false
  const interrupt = () => {
    isInterrupted = true
    stop().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    return await work()
  } catch (error) {
    // After an interrupt, failures come from the stopping stack.
    if (isInterrupted) await once(process, 'exit')
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await stop()
  }
}

/** Prints the table, writes the results to `results/`, and sets the exit code. @param name the files' name */
export async function report(name: string, settings: Settings, results: Result[]): Promise<void> {
  console.log(`\n${table(results)}\n`)
  await writeResults(new URL('results/', import.meta.url), name, { settings, results })
  const failed = results.filter(({ reasons }) => reasons.length > 0).length
  console.log(`${results.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
