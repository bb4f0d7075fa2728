// The tools of a row: they cause and repair its fault, select the requests of that time, and collect what was wrong.
import type { Stack } from '@session-clustering/stack/types'
import type { Fault } from './faults.ts'
import type { Judge, LossWindow } from './judge/judge.ts'
import type { Load } from './load/load.ts'
import { ROUND } from './load/loops.ts'
import type { Done } from './load/requests.ts'
import type { Requirement } from './requirements.ts'
import { backendsOf, leaked, type Processes, processesOf } from './services.ts'
import type { Settings } from './settings.ts'

export type RowTest = ReturnType<typeof newRowTest>

/** All times are those of `performance.now()`. @param before the processes of the stack before the row */
export function newRowTest(
  stack: Stack,
  load: Load,
  judge: Judge,
  before: Processes,
  { isShort, seed, timeFactor }: Settings,
) {
  const backends = backendsOf(before)
  const [backend, ...otherBackends] = backends
  if (backend === undefined) throw new Error('The stack has no backend')
  const reasons: string[] = []
  const losses: LossWindow[] = []
  let fault: Fault | undefined
  let caused = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  let repairBegan = Number.POSITIVE_INFINITY
  let recoveryMs: number | undefined
  let expected = before

  const sinceCause = () => load.requests.filter(({ endedAt }) => endedAt > caused.from)

  const brokenGuarantees = async () => [
    ...judge.violations(losses).map(({ broken, what }) => `${broken}: ${what}`),
    ...(await leaked(stack, expected)),
  ]

  const settle = async () => {
    const settled = await load.settled()
    judge.settled(settled, performance.now())
    // From here on, every execution belongs to a request that was sent from here on.
    await load.awaitAnswers(ROUND.length)
  }

  return {
    stack,
    load,
    isShort,
    /** Seed for random choices. */
    seed,
    /** The one that breaks when one backend breaks; the others; and all of them. */
    backend,
    otherBackends,
    backends,
    reasons,

    /** Causes the fault, and records its time. */
    async cause(next: Fault): Promise<void> {
      fault = next
      const from = performance.now()
      await fault.cause(stack)
      caused = { from, to: performance.now() }
      if (fault.losesLastSecond) losses.push({ from: from - 1_000, to: caused.to })
    },

    /** Repairs the fault, waits until every active visitor is served again, and records the time from the repair. */
    async repair(repair = fault?.repair): Promise<void> {
      repairBegan = performance.now()
      const readyAt = await repair?.(stack)
      recoveryMs = await load.recovered(readyAt ?? performance.now())
    },

    /** Waits until the stack has recovered without help, and records the time from the fault. */
    async recover(): Promise<void> {
      repairBegan = caused.to
      recoveryMs = await load.recovered(caused.to)
    },

    /** The interval in which the fault was caused. */
    caused: () => caused,
    /** Requests that began after the fault and ended before the repair began. */
    during: (): Done[] =>
      load.requests.filter((done) => done.startedAt > caused.to && done.endedAt < repairBegan),
    /** Like `during`, plus the requests that were in flight at the fault or at the repair; includes requests that hang. */
    meanwhile: (): Done[] => sinceCause().filter(({ startedAt }) => startedAt < repairBegan),
    /** Requests that were in flight at the fault, or began after it. */
    sinceCause,
    recoveryMs: () => recoveryMs,
    /** Records a recovery time that the row has measured itself. */
    recoveredAfter(ms: number): void {
      recoveryMs = ms
    },

    /** The row has changed the number of processes on purpose: from now on, these are the ones that it must leave. */
    async acceptProcesses(): Promise<void> {
      expected = await processesOf(stack)
    },

    say: (line: string) => console.log(`  ${line}`),
    /** Fails the row, unless the requirement is true. */
    require(requirement: Requirement): void {
      if (requirement !== true) reasons.push(requirement)
    },
    /** Fails the row when the time exceeds the limit, multiplied by the run's time factor. */
    within(what: string, ms: number | undefined, limitMs: number): void {
      const limit = limitMs * timeFactor
      const took = ms ?? Number.POSITIVE_INFINITY
      if (!(took <= limit)) reasons.push(`${what}: ${Math.round(took)} ms, not ${limit}`)
    },

    settle,
    brokenGuarantees,
    /** Judges the guarantees now, after a repair, in addition to the check at the end. `after` names the fault. */
    async check(after: string): Promise<void> {
      await settle()
      reasons.push(...(await brokenGuarantees()).map((what) => `after ${after}: ${what}`))
    },
  }
}
