// The settings of the bench, from the environment. The defaults take about eight minutes. To run a part of it:
//   BENCH_ONLY=read BENCH_SUBJECTS=this-store,fastify-connect-redis BENCH_ROUNDS=3 BENCH_SECONDS=1 make bench
import { SUBJECT_NAMES, type SubjectName } from './subject-process.ts'

const READS = ['read', 'read-4k', 'read-64k'] as const
export const SCENARIOS = [...READS, 'change', 'login', 'million', 'memory'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

export interface Settings {
  /** `BENCH_SECONDS`: length of one slice, which is one subject in one round. @default 2 */
  seconds: number
  /** `BENCH_ROUNDS`: measured rounds, after one warm-up round. @default 5 */
  rounds: number
  /** `BENCH_CONNECTIONS`: open connections, with one request in flight on each. @default 32 */
  connections: number
  /** `BENCH_ONLY`: names of scenarios, separated by commas. @default all */
  only: readonly ScenarioName[]
  /** `BENCH_SUBJECTS`: names of subjects, separated by commas. @default all */
  subjects: readonly SubjectName[]
  /** `BENCH_README=1`: also replaces the chart, figures and tables in the READMEs. */
  forReadme: boolean
}

/** With one of these the run is not complete, so the READMEs cannot show it. */
const PARTIAL = ['BENCH_ONLY', 'BENCH_SUBJECTS'] as const

/** @throws {Error} that names the variable with the invalid value */
export function settingsFrom(env: NodeJS.ProcessEnv): Settings {
  const forReadme = env.BENCH_README === '1'
  for (const name of PARTIAL) {
    if (forReadme && env[name]) throw new Error(`BENCH_README needs a complete run: unset ${name}`)
  }
  return {
    seconds: positive('BENCH_SECONDS', env.BENCH_SECONDS || '2'),
    rounds: count('BENCH_ROUNDS', env.BENCH_ROUNDS || '5'),
    connections: count('BENCH_CONNECTIONS', env.BENCH_CONNECTIONS || '32'),
    only: someOf('BENCH_ONLY', SCENARIOS, env.BENCH_ONLY),
    subjects: someOf('BENCH_SUBJECTS', SUBJECT_NAMES, env.BENCH_SUBJECTS),
    forReadme,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value
  throw new Error(`${name} must be a number above 0, not "${text}"`)
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new Error(`${name} must be a whole number above 0, not "${text}"`)
}

/** The names in a list, if all of them are known; all known names without a list. */
function someOf<Name extends string>(
  variable: string,
  known: readonly Name[],
  list: string | undefined,
): readonly Name[] {
  if (!list) return known
  return list.split(',').map((item) => oneOf(variable, known, item.trim()))
}

function oneOf<Name extends string>(variable: string, known: readonly Name[], text: string): Name {
  const name = known.find((candidate) => candidate === text)
  if (!name) throw new Error(`${variable} is "${text}", but must be one of ${known.join(', ')}`)
  return name
}
