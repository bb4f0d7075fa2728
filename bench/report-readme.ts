// Writes the results of a complete run into the READMEs: the chart's alternative text, and the table below it.
import { readFile, writeFile } from 'node:fs/promises'
import type { Results, Row } from './results.ts'

interface Language {
  file: string
  /** The beginning of the chart's alternative text. */
  chart: string
  heads(cores: number): string[]
  /** Translations of row labels that differ from English. */
  labels: Record<string, string>
}

/** In the chart only: all rows of the table are configured to do the same work. */
const DEFAULTS = 'express-connect-redis-defaults'

const LANGUAGES: readonly Language[] = [
  {
    file: 'README.md',
    chart: 'Authenticated reads a second; the fastest is 100',
    heads: (cores) => [
      `all configured to do the same work; ${cores} cores, one run of \`make bench\``,
      'read',
      'change one of ten attributes',
      'login',
      'CPU of a read: server + Redis',
      'a read appends to the AOF',
    ],
    labels: {},
  },
  {
    file: 'README.ko.md',
    chart: '초당 인증된 읽기(가장 빠른 것이 100)',
    heads: (cores) => [
      `모두 같은 작업을 하도록 설정, 코어 ${cores}개, \`make bench\` 1회`,
      '읽기',
      '속성 10개 중 하나 변경',
      '로그인',
      '읽기의 CPU 시간: 서버 + Redis',
      '읽기가 AOF에 쓰는 양',
    ],
    labels: {
      'this-store': '이 저장소',
      'express-this-store': 'express-session + 이 저장소',
      'no-session': '세션 없음',
      'fastify-memory': '@fastify/session, 메모리',
      [DEFAULTS]: 'express-session + connect-redis, 기본 설정',
      'mgcrea/fastify-session': '@mgcrea/fastify-session + 전용 Redis 저장소',
    },
  },
]

const SHOWN = /^!\[[^\]]*\]\((?<image>[^)]*bench\/results\/readme\.svg)\)\n\n(?:\|.*\n)+/m

/** @throws {Error} when a README does not have the chart followed by a table */
export async function updateReadmes(results: Results): Promise<void> {
  for (const language of LANGUAGES) {
    const path = new URL(`../${language.file}`, import.meta.url)
    await writeFile(path, withResults(await readFile(path, 'utf8'), results, language))
  }
}

function withResults(readme: string, results: Results, language: Language): string {
  const image = SHOWN.exec(readme)?.groups?.image
  if (image === undefined) throw new Error(`${language.file} has no chart and table of the bench`)
  const shown = `![${chartText(results, language)}](${image})\n\n${table(results, language)}\n`
  return readme.replace(SHOWN, () => shown)
}

function chartText(results: Results, { chart, labels }: Language): string {
  const rows = byReads(results)
  const fastest = rows[0]?.requestsPerSecond.median ?? 1
  const bars = rows.map(({ key, label, requestsPerSecond }) => {
    return `${labels[key] ?? label} ${Math.round((100 * requestsPerSecond.median) / fastest)}`
  })
  return `${chart}: ${bars.join(', ')}`
}

/** This store first, then the others from the fastest read to the slowest, then the row without a session. */
function table(results: Results, { heads, labels }: Language): string {
  const place = ({ key }: Row) => (key === 'this-store' ? 0 : key === 'no-session' ? 2 : 1)
  const rows = byReads(results)
    .filter(({ key }) => key !== DEFAULTS)
    .toSorted((a, b) => place(a) - place(b))
    .map((row) => [
      labels[row.key] ?? row.label,
      perSecond(row),
      perSecond(rowOf(results, 'change', row.key)),
      perSecond(rowOf(results, 'login', row.key)),
      `${Math.round(row.serverCpuUs.median)} + ${Math.round(row.redisCpuUs.median)} µs`,
      `${Math.round(row.appendOnlyBytes.median)} B`,
    ])
  const head = heads(Number.parseInt(results.machine, 10))
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function byReads({ scenarios }: Results): Row[] {
  const { rows = [] } = scenarios.find(({ name }) => name === 'read') ?? {}
  return rows.toSorted((a, b) => b.requestsPerSecond.median - a.requestsPerSecond.median)
}

function rowOf({ scenarios }: Results, scenario: string, key: string): Row | undefined {
  return scenarios.find(({ name }) => name === scenario)?.rows.find((row) => row.key === key)
}

/** Three significant digits: the next one differs from run to run. */
function perSecond(row: Row | undefined): string {
  if (!row) return ''
  return `${Number(row.requestsPerSecond.median.toPrecision(3)).toLocaleString('en')}/s`
}
