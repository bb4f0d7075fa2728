// The results as text tables.
import { type Results, type ScenarioResult, targets } from './results.ts'

export function report(results: Results): string {
  const parts = results.scenarios.map(scenarioTable)
  if (results.memory.length > 0) {
    const rows = results.memory.map(({ label, key_bytes, all_bytes }) => [
      label,
      whole(key_bytes),
      whole(all_bytes),
    ])
    parts.push(
      table('Memory in Redis for a session with 200 B', ['store', 'its key, B', 'all, B'], rows),
    )
  }
  const verdicts = targets(results).map(({ what, measured, wanted, reached }) => [
    what,
    measured.toFixed(2),
    wanted,
    reached ? 'reached' : 'MISSED',
  ])
  if (verdicts.length > 0) parts.push(table('Targets', ['', 'measured', 'wanted', ''], verdicts))
  return parts.join('\n\n')
}

function scenarioTable({ title, rows }: ScenarioResult): string {
  const own = rows.find(({ key }) => key === 'this-store')?.requestsPerSecond.median
  const lines = rows.map((row) => [
    row.label,
    whole(row.requestsPerSecond.median),
    `${whole(row.requestsPerSecond.min)}–${whole(row.requestsPerSecond.max)}`,
    own === undefined ? '' : (own / row.requestsPerSecond.median).toFixed(2),
    row.p50Ms.median.toFixed(2),
    row.p99Ms.median.toFixed(2),
    row.serverCpuUs.median.toFixed(1),
    row.redisCpuUs.median.toFixed(1),
    row.cpuUs.median.toFixed(1),
    row.appendOnlyBytes.median.toFixed(1),
    whole(row.redisBytes),
    row.commands.join(' '),
  ])
  const heads = [
    '',
    'req/s',
    'spread',
    'this ×',
    'p50 ms',
    'p99 ms',
    'server µs',
    'Redis µs',
    'both µs',
    'AOF B',
    'Redis B',
    'Redis commands',
  ]
  return table(title, heads, lines)
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...rows.map((row) => (row[i] ?? '').length)),
  )
  // Names are left-aligned, numbers right-aligned; the last column is not padded.
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        if (i === cells.length - 1) return cell
        return i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)
      })
      .join('  ')
      .trimEnd()
  return [title, line(heads), ...rows.map(line)].join('\n')
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
