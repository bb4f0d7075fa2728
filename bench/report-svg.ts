// The read scenario as a bar chart. 100 is the rate of the subject without a session.
import type { ScenarioResult } from './results.ts'

const WIDTH = 760
const LABEL = 350
const ROW = 34
const TOP = 56

export function chart({ title, rows }: ScenarioResult): string {
  const fastest = Math.max(...rows.map(({ requestsPerSecond }) => requestsPerSecond.median))
  const sorted = rows.toSorted((a, b) => b.requestsPerSecond.median - a.requestsPerSecond.median)
  const scale = (value: number) => ((WIDTH - LABEL - 70) * value) / fastest
  const bars = sorted.map(({ key, label, requestsPerSecond }, i) => {
    const y = TOP + i * ROW
    const { median, min, max } = requestsPerSecond
    const middle = y + 11
    return `  <g class="${key === 'this-store' ? 'own' : 'peer'}">
    <text x="${LABEL - 12}" y="${y + 16}" text-anchor="end">${label}</text>
    <rect x="${LABEL}" y="${y}" width="${scale(median).toFixed(1)}" height="22" rx="3"/>
    <path d="M${(LABEL + scale(min)).toFixed(1)} ${middle}H${(LABEL + scale(max)).toFixed(1)}"/>
    <text x="${(LABEL + scale(max) + 10).toFixed(1)}" y="${y + 16}">${Math.round((100 * median) / fastest)}</text>
  </g>`
  })
  const height = TOP + rows.length * ROW + 8
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
  <title id="title">${title}: throughput, no session at all = 100</title>
  <style>
    text { font: 14px system-ui, sans-serif; fill: #1f2937 }
    .head { font-size: 16px; font-weight: 600 }
    .peer rect { fill: #9ca3af } .own rect { fill: #0072b2 } .own text { font-weight: 600 }
    path { stroke: #1f2937; stroke-width: 1.5 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e5e7eb } .peer rect { fill: #6b7280 } .own rect { fill: #56b4e9 } path { stroke: #e5e7eb }
    }
  </style>
  <text class="head" x="12" y="26">${title}, requests per second; the fastest is 100</text>
${bars.join('\n')}
</svg>
`
}
