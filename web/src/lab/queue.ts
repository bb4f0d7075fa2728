// Runs actions and their requests one after the other, so that the page shows the turns in nginx's order.

import { announce } from './announcement.ts'
import { allShown } from './delivery.ts'
import type { Exchange } from './observation.ts'
import { busy, step } from './state.ts'
import { summaryOf } from './summary.ts'

let waiting = 0
let tail: Promise<unknown> = Promise.resolve()

/**
 * @param isAnnounced whether a sentence announces the result
 * @returns the answers, when they are shown
 */
export function enqueue<Done extends readonly Exchange[]>(
  action: () => Promise<Done>,
  isAnnounced = true,
): Promise<Done> {
  waiting++
  busy.value = true
  const answered = tail.then(action)
  const opened = step.value
  // A failed action does not block the next one. The next one starts before the answers are shown.
  tail = answered.catch(() => {})
  let answeredAt = 0
  const shown = answered
    .then(async (exchanges) => {
      answeredAt = performance.now()
      await allShown()
      return exchanges
    })
    .finally(() => {
      waiting--
      busy.value = waiting > 0
    })
  if (isAnnounced) {
    void shown.then((exchanges) => {
      // The sentence belongs to the step of the action.
      if (step.value === opened) announce((l) => summaryOf(exchanges, l), answeredAt)
    })
  }
  return shown
}
