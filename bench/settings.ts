// How long the bench takes, from the environment. The defaults keep the whole run under eight minutes.

export const SCENARIOS = ['read', 'change', 'login', 'payload', 'million', 'memory'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

export interface Settings {
  /** Seconds of one slice: one subject, one round. */
  seconds: number
  rounds: number
  /** Requests in flight at once, each on a connection of its own. */
  connections: number
  only: readonly ScenarioName[]
  /** Refresh the table and the chart that the README shows. */
  forReadme: boolean
}

export function settingsFrom(env: NodeJS.ProcessEnv): Settings {
  return {
    seconds: positive('BENCH_SECONDS', env.BENCH_SECONDS ?? '2'),
    rounds: positive('BENCH_ROUNDS', env.BENCH_ROUNDS ?? '5'),
    connections: positive('BENCH_CONNECTIONS', env.BENCH_CONNECTIONS ?? '32'),
    only: scenarios(env.BENCH_ONLY),
    forReadme: env.BENCH_README === '1',
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, not "${text}"`)
  return value
}

function scenarios(list: string | undefined): readonly ScenarioName[] {
  if (!list) return SCENARIOS
  return list.split(',').map((name) => {
    const known = SCENARIOS.find((scenario) => scenario === name.trim())
    if (!known) throw new Error(`BENCH_ONLY knows ${SCENARIOS.join(', ')}; not "${name}"`)
    return known
  })
}
