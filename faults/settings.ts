// The settings of a run, from the environment.
import { randomInt } from 'node:crypto'

export type Settings = ReturnType<typeof settingsFrom>

export function settingsFrom(env: NodeJS.ProcessEnv) {
  const form = env.FAULTS || 'long'
  if (form !== 'short' && form !== 'long') throw new Error(`FAULTS is short or long, not "${form}"`)
  // The short form is for CI: fewer rows, less load, no random faults.
  const isShort = form === 'short'
  const rows = (env.FAULT ?? '').split(',').filter(Boolean)
  return {
    isShort,
    /** Only these rows; empty: all rows. */
    rows,
    seed: wholeNumber('FAULTS_SEED', env.FAULTS_SEED) ?? randomInt(2 ** 31),
    /** Duration of the random faults after the rows; 0: none. */
    durationSeconds:
      wholeNumber('DURATION', env.DURATION) ?? (isShort || rows.length > 0 ? 0 : 600),
    load: isShort ? { active: 8, idle: 4, thinkMs: 20 } : { active: 16, idle: 8, thinkMs: 25 },
    /** Factor for every time limit: CI runs other work at the same time. */
    timeFactor: isShort ? 5 : 1,
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (!text) return undefined
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}"`)
  return Number(text)
}
