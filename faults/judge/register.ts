// What one quantity of one session must be that its owner sets again and again, each time to another number: the one
// that was acknowledged last, unless a later one is unknown. A PUT is not sent twice, so that an older one, executed
// late, does not undo a newer one.
import { dropOver } from './ledger.ts'

export interface Register {
  /** The numbers that it has been, or may have been, in order; and when the owner was told. The last is the present one. */
  history: { number: number; toldAt?: number }[]
  /** What it may have become since, or may become yet, and when that was sent. */
  outstanding: Map<number, number>
}

/** Nothing is as none. */
export function newRegister(): Register {
  return { history: [{ number: 0 }], outstanding: new Map() }
}

/** A request is about to be sent. */
export function setting({ outstanding }: Register, number: number, sentAt: number): void {
  outstanding.set(number, sentAt)
}

/** The server said that it has not executed it, and will not. */
export function notSet({ outstanding }: Register, number: number): void {
  outstanding.delete(number)
}

/** The server said that it has executed it. Whatever was sent before must not be executed any more. */
export function wasSet({ history, outstanding }: Register, number: number, at: number): void {
  outstanding.delete(number)
  for (const older of outstanding.keys()) history.push({ number: older })
  outstanding.clear()
  history.push({ number, toldAt: at })
}

/** It is neither what it was nor what it may have become. */
export interface Undone {
  /** What it should be. */
  number: number
  /** When the owner was told of each change that is gone; empty where what is there instead has never been right. */
  gone: number[]
}

/**
 * The number was read. What does not fit is told once: from here on it counts as the truth.
 * @param overBefore what was sent before this had been executed when the number was read, or never will be
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
