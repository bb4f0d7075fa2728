// Actions, and the requests in them, go one after the other, so that the turns that the page shows are the turns that
// nginx took.
import type { Exchange } from './observation.ts'
import { say } from './said.ts'
import { busy } from './state.ts'
import { summaryOf } from './summary.ts'

let waiting = 0
let tail: Promise<unknown> = Promise.resolve()

/** @param spoken whether the action is summed up in a sentence when it is done */
export function enqueue<Done extends readonly Exchange[]>(
  action: () => Promise<Done>,
  spoken = true,
): Promise<Done> {
  waiting++
  busy.value = true
  const done = tail.then(action).finally(() => {
    waiting--
    busy.value = waiting > 0
  })
  // One that failed holds up no other.
  tail = done.catch(() => {})
  if (spoken) void done.then((exchanges) => say((l) => summaryOf(exchanges, l)))
  return done
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
