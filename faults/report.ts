// The results as a table and as JSON.
import { mkdir, writeFile } from 'node:fs/promises'
import type { Result } from './run-row.ts'
import type { Settings } from './settings.ts'

const HEADS = [
  'fault',
  'requests',
  'failed',
  'worst ms',
  'back after ms',
  'sessions',
  'changes found',
  'verdict',
]

function cells(result: Result): string[] {
  const { fault, requests, failed, worstMs, recoveryMs, reasons } = result
  return [
    fault,
    String(requests),
    String(failed),
    worstMs.toFixed(0),
    recoveryMs?.toFixed(0) ?? '–',
    `${result.sessionsAfter} of ${result.sessionsBefore}`,
    `${result.found} of ${result.acknowledged}`,
    reasons.length === 0 ? 'passed' : 'FAILED',
  ]
}

/** A Markdown table whose columns are aligned, so that it is readable in a terminal. */
export function table(results: readonly Result[]): string {
  const rows = results.map(cells)
  const widths = HEADS.map((_, i) =>
    Math.max(...[HEADS, ...rows].map((row) => row[i]?.length ?? 0)),
  )
  const isText = (i: number) => i === 0 || i === HEADS.length - 1
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`
  const padded = (row: readonly string[]) =>
    line(row.map((cell, i) => (isText(i) ? cell.padEnd : cell.padStart).call(cell, widths[i] ?? 0)))
  const rule = line(widths.map((width, i) => (isText(i) ? '' : ':').padStart(width, '-')))
  return [padded(HEADS), rule, ...rows.map(padded)].join('\n')
}

export function reasonsOf({ name, reasons }: Result): string[] {
  // Show at most three reasons: one fault often gives every visitor the same reason.
  const shown = reasons.slice(0, 3).map((reason) => `  ${name}: ${reason}`)
  return reasons.length > 3 ? [...shown, `  ${name}: … and ${reasons.length - 3} more`] : shown
}

/** The table as Markdown, and all figures as JSON. */
export async function writeResults(
  folder: URL,
  name: string,
  { settings, results }: { settings: Settings; results: readonly Result[] },
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const json = JSON.stringify({ date: new Date().toISOString(), settings, results }, null, 2)
  await writeFile(new URL(`${name}.json`, folder), `${json}\n`)
  await writeFile(new URL(`${name}.md`, folder), `${table(results)}\n`)
}
