// The results as a table: for the terminal and as Markdown.
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

export function textTable(results: readonly Result[]): string {
  const rows = [HEADS, ...results.map(cells)]
  const widths = HEADS.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i === 0 || i === row.length - 1
            ? cell.padEnd(widths[i] ?? 0)
            : cell.padStart(widths[i] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function markdownTable(results: readonly Result[]): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`
  return [line(HEADS), line(HEADS.map(() => '---')), ...results.map(cells).map(line)].join('\n')
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
  await writeFile(new URL(`${name}.md`, folder), `${markdownTable(results)}\n`)
}
