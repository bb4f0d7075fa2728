// Which prediction came true, where it depends on what happened.
import { isFailure } from '../../outcome.ts'
import { exchanges, meExchanges, type Seen } from './seen.ts'

/** @returns the index of the option; `earlier` are the observations before the prediction */
export type Verdict = (seen: Seen, earlier: Seen) => number

/** Step 1: the same server (0) or the other one (1). A request of another visitor may take the turn in between. */
export const nextServer: Verdict = (seen, earlier) => {
  const answers = [...exchanges(earlier).slice(-1), ...meExchanges(seen)]
  return answers[0]?.servedBy === answers[1]?.servedBy ? 0 : 1
}

/** Step 5: failed requests (0), a lost login (1) or nothing (2). */
export const whatStreamShowed: Verdict = (seen) => {
  const asked = meExchanges(seen)
  if (asked.some(isFailure)) return 0
  const known = asked.findIndex(({ user }) => user)
  return asked.slice(known).some(({ user }) => user === null) ? 1 : 2
}
