// One item of a session's cart: the quantities that it may have, after the answers that its owner has received.

/** A change of an item's quantity. */
export interface Change {
  kind: 'add' | 'set'
  item: string
  /** `set`: the quantity. `add`: the number of the request. A visitor uses each number once. */
  number: number
}

export interface Item {
  /** A request is about to be sent. */
  sent(number: number, at: number): void
  /** The server refused the request, and will not execute it. */
  refused(number: number): void
  acknowledged(number: number, at: number): void
  /**
   * The quantity was read. Each difference is reported once; afterwards the read quantity is the expected one.
   * @param overBefore requests sent before this time were executed before the reading, or never will be
   */
  read(quantity: number, at: number, overBefore: number): Difference[]
  /** When each change that the item still holds was acknowledged. */
  acknowledgedAt(): number[]
}

/** A difference between the expected quantity and the one that was read. */
export interface Difference {
  broken: 'change lost' | 'executed twice'
  /** A description without the item's name. */
  what: string
  /** When each lost change was acknowledged. Empty: no loss window can excuse the difference. */
  lostAt: number[]
}

/** Drops requests that can no longer be executed. `unanswered` has the time at which each was sent. */
export function dropOver(unanswered: Map<number, number>, overBefore: number): void {
  for (const [number, sentAt] of unanswered) {
    if (sentAt < overBefore) unanswered.delete(number)
  }
}
