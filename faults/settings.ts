// The settings of a run, from the environment.
import { randomInt } from 'node:crypto'
import type { LoadOptions } from './load/load.ts'

export interface Settings {
  /** The short form is for CI: fewer rows, less load, no random faults. */
  isShort: boolean
  /** Only these rows; empty: all rows. */
  rows: readonly string[]
  seed: number
  /** Duration of the random faults after the rows; 0: none. */
  durationSeconds: number
  load: LoadOptions
  /** Factor for every time limit. */
  timeFactor: number
}

export function settingsFrom(env: NodeJS.ProcessEnv): Settings {
  const isShort = oneOf('FAULTS', env.FAULTS || 'long', ['short', 'long']) === 'short'
  const rows = (env.FAULT ?? '').split(',').filter(Boolean)
  return {
    isShort,
    rows,
    seed: wholeNumber('FAULTS_SEED', env.FAULTS_SEED) ?? randomInt(2 ** 31),
    durationSeconds:
      wholeNumber('DURATION', env.DURATION) ?? (isShort || rows.length > 0 ? 0 : 600),
    load: isShort ? { active: 8, idle: 4, thinkMs: 20 } : { active: 16, idle: 8, thinkMs: 25 },
    // CI machines run other work at the same time, so their time limits are five times as long.
    timeFactor: isShort ? 5 : 1,
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (!text) return undefined
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}"`)
  return Number(text)
}

function oneOf(name: string, value: string, known: readonly string[]): string {
  if (known.includes(value)) return value
  throw new Error(`${name} is ${known.join(' or ')}, not "${value}"`)
}
