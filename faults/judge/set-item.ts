// An item whose owner sets the quantity repeatedly, each time to another number. The expected quantity is the last
// acknowledged one, or a later one with an unknown outcome. The owner never repeats a PUT, so an older one that is
// executed late must not undo a newer one.
import { dropOver, type Item } from './item.ts'

export function newSetItem(): Item {
  /**
   * All quantities that the item had or may have had, in order, and when each was acknowledged. The last one is current.
   * An item that is not in the cart has the quantity 0.
   */
  const history: { quantity: number; acknowledgedAt?: number }[] = [{ quantity: 0 }]
  /** Quantities with an unknown outcome, and when each was sent. */
  const unanswered = new Map<number, number>()
  const timesOf = (entries: typeof history) =>
    entries.flatMap(({ acknowledgedAt }) => acknowledgedAt ?? [])
  return {
    sent: (quantity, at) => void unanswered.set(quantity, at),
    refused: (quantity) => void unanswered.delete(quantity),
    acknowledged(quantity, at) {
      unanswered.delete(quantity)
      // Requests that were sent earlier must not be executed any more.
      for (const older of unanswered.keys()) history.push({ quantity: older })
      unanswered.clear()
      history.push({ quantity, acknowledgedAt: at })
    },

    read(quantity, at, overBefore) {
      const expected = history.at(-1)?.quantity
      const isLate = unanswered.delete(quantity)
      dropOver(unanswered, overBefore)
      if (quantity === expected) return []
      const earlier = isLate ? -1 : history.findLastIndex((each) => each.quantity === quantity)
      // A quantity that the item never had loses no known change, so no loss window can excuse it.
      const lostAt = earlier < 0 ? [] : timesOf(history.splice(earlier + 1))
      if (earlier < 0) history.push({ quantity, acknowledgedAt: at })
      if (isLate) return []
      return [
        { broken: 'change lost', what: `it was set to ${expected}, and is ${quantity}`, lostAt },
      ]
    },

    acknowledgedAt: () => timesOf(history),
  }
}
