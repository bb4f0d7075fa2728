// The quantity of an item that its owner sets repeatedly, each time to another number. The expected value is the last
// acknowledged number, or a later one with an unknown outcome. The visitor never repeats a PUT, so an older one that is
// executed late must not undo a newer one.
import { dropOver } from './ledger.ts'

export interface Register {
  /** All values that it had or may have had, in order, and when each was acknowledged. The last one is current. */
  history: { number: number; toldAt?: number }[]
  /** Values with an unknown outcome, and when each was sent. */
  outstanding: Map<number, number>
}

/** An item that is not in the cart has the quantity 0. */
export function newRegister(): Register {
  return { history: [{ number: 0 }], outstanding: new Map() }
}

/** A request is about to be sent. */
export function setting({ outstanding }: Register, number: number, sentAt: number): void {
  outstanding.set(number, sentAt)
}

/** The server refused the request, and will not execute it. */
export function notSet({ outstanding }: Register, number: number): void {
  outstanding.delete(number)
}

/** The server acknowledged the request. Requests sent earlier must not be executed any more. */
export function wasSet({ history, outstanding }: Register, number: number, at: number): void {
  outstanding.delete(number)
  for (const older of outstanding.keys()) history.push({ number: older })
  outstanding.clear()
  history.push({ number, toldAt: at })
}

/** The value is neither the expected one nor one with an unknown outcome. */
export interface Undone {
  /** The expected value. */
  number: number
  /** When each lost change was acknowledged. Empty: the read value was never correct. */
  gone: number[]
}

/**
 * The value was read. Each difference is reported once; afterwards the read value is the expected one.
 * @param overBefore requests sent before this time were executed before the reading, or never will be
 */
export function seenSet(
  { history, outstanding }: Register,
  number: number,
  at: number,
  overBefore: number,
): Undone | undefined {
  const present = history.at(-1)?.number ?? 0
  const isLate = outstanding.delete(number)
  dropOver(outstanding, overBefore)
  if (number === present) return undefined
  const before = isLate ? -1 : history.findLastIndex((each) => each.number === number)
  if (before >= 0) {
    const gone = history.splice(before + 1).flatMap(({ toldAt }) => toldAt ?? [])
    return { number: present, gone }
  }
  history.push({ number, toldAt: at })
  return isLate ? undefined : { number: present, gone: [] }
}
