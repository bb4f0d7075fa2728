// Runs one row: load, fault, mend, judgement.
import { setTimeout as delay } from 'node:timers/promises'
import type { Stack } from '@session-clustering/stack/types'
import { heal } from './heal.ts'
import { createJudge, type LossWindow } from './judge/judge.ts'
import { ROUND } from './load/actors.ts'
import { type LoadOptions, startLoad } from './load/load.ts'
import { endedAt, failed as hasFailed, worstMs } from './load/requests.ts'
import { leaked, processesOf, untilEnded } from './processes.ts'
import type { Row, RowTest } from './row.ts'
import { startAll } from './start-all.ts'

/** One line of the table. */
export interface Result {
  name: string
  fault: string
  requests: number
  failed: number
  worstMs: number
  /** From the mend to the end of the last failure; undefined when the row failed earlier. */
  recoveryMs: number | undefined
  sessionsBefore: number
  sessionsAfter: number
  acknowledged: number
  found: number
  /** The failed requirements; empty: passed. */
  reasons: string[]
  seconds: number
}

export interface Conditions {
  load: LoadOptions
  isShort: boolean
  seed: number
  patience: number
}

/** A row fails when shoppers are not served again within this time. */
const RECOVERY_TIMEOUT_MS = 30_000
const LEAK_TIMEOUT_MS = 10_000

export async function runRow(row: Row, stack: Stack, conditions: Conditions): Promise<Result> {
  const began = performance.now()
  const judge = createJudge()
  const before = await processesOf(stack)
  const load = await startLoad(stack.baseUrl, judge, conditions.load)
  const reasons: string[] = []
  const losses: LossWindow[] = []
  let broken = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  let mendBegan = Number.POSITIVE_INFINITY
  let recoveryMs: number | undefined

  const recover = async (mend: () => Promise<number>) => {
    mendBegan = performance.now()
    const mended = await mend()
    recoveryMs = await load.recovered(mended, RECOVERY_TIMEOUT_MS)
  }

  const settle = async () => {
    const before = await load.settled()
    judge.settled(before, performance.now())
    // From here on, every execution belongs to a request that was sent from here on.
    await load.rounds(ROUND.length)
  }

  const brokenInvariants = async () => [
    ...judge.violations(losses).map(({ broken, what }) => `${broken}: ${what}`),
    ...(await leaked(stack, before, LEAK_TIMEOUT_MS)),
  ]

  const test: RowTest = {
    stack,
    load,
    isShort: conditions.isShort,
    seed: conditions.seed,
    async breaks(fault) {
      const from = performance.now()
      await fault()
      broken = { from, to: performance.now() }
    },
    lasts: (ms) => delay(ms),
    mends: (mend) =>
      recover(async () => {
        await mend()
        return performance.now()
      }),
    startsAgain: (...services) => recover(() => startAll(stack, services)),
    async recovers() {
      recoveryMs = await load.recovered(broken.to, RECOVERY_TIMEOUT_MS)
      mendBegan = performance.now()
    },
    async stops(service) {
      await stack.signal(service, 'SIGTERM')
      await untilEnded(stack, service)
    },
    mayLoseLastSecond: () => void losses.push({ from: broken.from - 1_000, to: broken.to }),
    broken: () => broken,
    during: () =>
      load.requests.filter((done) => done.startedAt > broken.to && endedAt(done) < mendBegan),
    meanwhile: () => test.sinceBroken().filter(({ startedAt }) => startedAt < mendBegan),
    sinceBroken: () => load.requests.filter((done) => endedAt(done) > broken.from),
    recoveryMs: () => recoveryMs ?? Number.POSITIVE_INFINITY,
    recoveredAfter(ms) {
      recoveryMs = ms
    },
    async check(after) {
      await settle()
      reasons.push(...(await brokenInvariants()).map((what) => `after ${after}: ${what}`))
    },
    say: (line) => console.log(`  ${line}`),
    require(isSo, otherwise) {
      if (!isSo) reasons.push(otherwise)
    },
    within(what, ms, limitMs) {
      const limit = limitMs * conditions.patience
      if (!(ms <= limit)) reasons.push(`${what}: ${Math.round(ms)} ms, not ${limit}`)
    },
  }

  try {
    // A steady state: every shopper has had answers from both backends.
    await load.rounds(10)
    await row.run(test)
    await settle()
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : String(error))
    await heal(stack, before)
  }
  const requests = load.requests.length
  const failed = load.requests.filter(hasFailed).length
  const worst = worstMs(load.requests)
  const sessionsAfter = await load.finish()
  const { acknowledged, lost } = judge.takeTotals()

  if (sessionsAfter !== load.sessions) {
    reasons.push(`only ${sessionsAfter} of ${load.sessions} sessions are still valid`)
  }
  reasons.push(...(await brokenInvariants()))

  return {
    name: row.name,
    fault: row.fault,
    requests,
    failed,
    worstMs: worst,
    recoveryMs,
    sessionsBefore: load.sessions,
    sessionsAfter,
    acknowledged,
    found: acknowledged - lost,
    reasons,
    seconds: (performance.now() - began) / 1000,
  }
}
