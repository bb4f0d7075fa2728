// The results as a table and as JSON.
import { mkdir, writeFile } from 'node:fs/promises'
import type { Result } from './run-row.ts'
import type { Settings } from './settings.ts'

const COLUMNS: Record<string, (result: Result) => string> = {
  fault: ({ fault }) => fault,
  requests: ({ requests }) => String(requests),
  failed: ({ failed }) => String(failed),
  'worst ms': ({ worstMs }) => worstMs.toFixed(0),
  'back after ms': ({ recoveryMs }) => recoveryMs?.toFixed(0) ?? '–',
  sessions: ({ sessionsAfter, sessionsBefore }) => `${sessionsAfter} of ${sessionsBefore}`,
  'changes found': ({ found, acknowledged }) => `${found} of ${acknowledged}`,
  verdict: ({ reasons }) => (reasons.length === 0 ? 'passed' : 'FAILED'),
}

/** A Markdown table whose columns are aligned, so that it is readable in a terminal. */
export function table(results: readonly Result[]): string {
  const columns = Object.entries(COLUMNS).map(([head, cellOf], i) => {
    const cells = [head, ...results.map(cellOf)]
    const width = Math.max(...cells.map((cell) => cell.length))
    // The fault is text, all others are figures.
    const padded = cells.map((cell) => (i === 0 ? cell.padEnd(width) : cell.padStart(width)))
    return [padded[0], i === 0 ? '-'.repeat(width) : ':'.padStart(width, '-'), ...padded.slice(1)]
  })
  const lines = Array.from({ length: results.length + 2 }, (_, i) =>
    columns.map((cells) => cells[i]),
  )
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
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
