// An item whose owner adds one at a time. Its quantity is the number of acknowledged requests, and up to as many more as
// have an unknown outcome. Each reading shows how many of those were executed.
import { type Difference, dropOver, type Item } from './item.ts'

export function newAddedItem(): Item {
  /** When each change that the item holds was acknowledged, or first read. */
  const acknowledgedAt: number[] = []
  /** Requests with an unknown outcome, and when each was sent; the oldest first. */
  const unanswered = new Map<number, number>()
  return {
    sent: (number, at) => void unanswered.set(number, at),
    refused: (number) => void unanswered.delete(number),
    acknowledged(number, at) {
      unanswered.delete(number)
      acknowledgedAt.push(at)
    },

    read(quantity, at, overBefore) {
      // The newest changes are taken as lost.
      const lostAt = acknowledgedAt.splice(quantity)
      const more = quantity - acknowledgedAt.length
      for (let i = 0; i < more; i += 1) acknowledgedAt.push(at)
      // It is unknown which requests were executed late. Take the oldest: the newest can still be executed for the
      // longest time.
      const executedLate = [...unanswered.keys()].slice(0, more)
      for (const number of executedLate) unanswered.delete(number)
      dropOver(unanswered, overBefore)

      const found: Difference[] = []
      const extra = more - executedLate.length
      if (lostAt.length > 0) {
        const what = `${lostAt.length} acknowledged changes are lost: the cart has ${quantity}`
        found.push({ broken: 'change lost', what, lostAt })
      }
      if (extra > 0) {
        const what = `one was added ${extra} times too often: the cart has ${quantity}`
        found.push({ broken: 'executed twice', what, lostAt: [] })
      }
      return found
    },

    acknowledgedAt: () => acknowledgedAt,
  }
}
