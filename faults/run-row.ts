// Runs one row: load, fault, repair, judgement.
import type { Stack } from '@session-clustering/stack/types'
import { createJudge } from './judge/judge.ts'
import { startLoad } from './load/load.ts'
import { failed, worstMs } from './load/requests.ts'
import type { Row } from './row.ts'
import { newRowTest } from './row-test.ts'
import { backendsOf, processesOf, restore } from './services.ts'
import type { Settings } from './settings.ts'

export type Result = Awaited<ReturnType<typeof runRow>>

export async function runRow(row: Row, stack: Stack, settings: Settings) {
  const began = performance.now()
  const judge = createJudge()
  const before = await processesOf(stack)
  const backends = backendsOf(before).length
  const load = await startLoad(stack.baseUrl, judge, backends, settings.load)
  const test = newRowTest(stack, load, judge, before, settings)
  const { reasons } = test

  try {
    // A steady state: every active visitor has had answers from every backend.
    await load.awaitAnswers(5 * backends)
    await row.run(test)
    await test.settle()
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : String(error))
    await restore(stack, before)
  }
  const requests = load.requests.length
  const failures = load.requests.filter(failed).length
  const worst = worstMs(load.requests)
  const sessionsAfter = await load.finish()
  const { acknowledged, lost } = judge.totals()

  if (sessionsAfter !== load.sessions) {
    reasons.push(`only ${sessionsAfter} of ${load.sessions} sessions are still valid`)
  }
  reasons.push(...(await test.brokenGuarantees()))

  return {
    name: row.name,
    fault: row.fault,
    requests,
    failed: failures,
    worstMs: worst,
    /** From the repair to the end of the last failure; undefined when the row failed earlier. */
    recoveryMs: test.recoveryMs(),
    sessionsBefore: load.sessions,
    sessionsAfter,
    acknowledged,
    found: acknowledged - lost,
    /** The failed requirements; empty: passed. */
    reasons,
    seconds: (performance.now() - began) / 1000,
  }
}
