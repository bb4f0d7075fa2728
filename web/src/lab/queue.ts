// Runs actions and their requests one after the other, so that the page shows the turns in nginx's order.

import { announce } from './announcement.ts'
import type { Exchange } from './observation.ts'
import { busy } from './state.ts'
import { summaryOf } from './summary.ts'

let waiting = 0
let tail: Promise<unknown> = Promise.resolve()

/** @param isAnnounced whether a sentence announces the result */
export function enqueue<Done extends readonly Exchange[]>(
  action: () => Promise<Done>,
  isAnnounced = true,
): Promise<Done> {
  waiting++
  busy.value = true
  const done = tail.then(action).finally(() => {
    waiting--
    busy.value = waiting > 0
  })
  // A failed action does not block the next one.
  tail = done.catch(() => {})
  if (isAnnounced) void done.then((exchanges) => announce((l) => summaryOf(exchanges, l)))
  return done
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
