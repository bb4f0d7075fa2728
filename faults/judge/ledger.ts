// What one counter of one session must hold, by what its owner was told: an interval, as long as some requests'
// outcome is unknown. Each time the true number is seen, the interval closes again.

export interface Ledger {
  /** The number as it was last seen, or counted up by an acknowledgement. */
  certain: number
  /** Requests that may have been executed since, or may be yet; and when each was sent. The oldest first. */
  outstanding: Map<string, number>
  /** When the owner was told of each change that makes up the certain number, in ms. */
  toldAt: number[]
}

/** What is wrong with a number that was seen. */
export interface Mismatch {
  /** When the owner was told of each change that is gone: the newest ones. */
  gone: number[]
  /** Executions that nobody asked for. */
  extra: number
}

export function newLedger(): Ledger {
  return { certain: 0, outstanding: new Map(), toldAt: [] }
}

/** A request is about to be sent. */
export function asked({ outstanding }: Ledger, request: string, sentAt: number): void {
  outstanding.set(request, sentAt)
}

/** The server said that it has not executed it, and will not. */
export function refused({ outstanding }: Ledger, request: string): void {
  outstanding.delete(request)
}

/** The server said that it has executed it, and what the number is now. */
export function acknowledged(
  ledger: Ledger,
  request: string,
  number: number,
  at: number,
): Mismatch {
  ledger.toldAt.push(at)
  ledger.certain += 1
  ledger.outstanding.delete(request)
  return seen(ledger, number, at)
}

/**
 * The number was read. What does not fit is told once: from here on it counts as the truth.
 * @param overBefore what was sent before this had been executed when the number was read, or never will be
 */
export function seen(
  ledger: Ledger,
  number: number,
  at: number,
  overBefore = Number.NEGATIVE_INFINITY,
): Mismatch {
  const { certain, outstanding, toldAt } = ledger
  const gone = number < certain ? toldAt.splice(number - certain) : []
  const more = Math.max(0, number - certain)
  for (let i = 0; i < more; i += 1) toldAt.push(at)
  // Which of them it was is not known: the oldest, so that as much as possible may yet come.
  const executedLate = [...outstanding.keys()].slice(0, more)
  for (const request of executedLate) outstanding.delete(request)
  dropOver(outstanding, overBefore)
  ledger.certain = number
  return { gone, extra: more - executedLate.length }
}

/** Forgets requests that cannot be executed any more. */
export function dropOver<T>(outstanding: Map<T, number>, overBefore: number): void {
  for (const [request, sentAt] of outstanding) {
    if (sentAt < overBefore) outstanding.delete(request)
  }
}
