// The value that one counter of one session must have. While the outcome of some requests is unknown, it is an
// interval. Each reading of the true value closes the interval.

export interface Ledger {
  /** The last known value: read, or acknowledged. */
  certain: number
  /** Requests with an unknown outcome, and when each was sent; the oldest first. */
  outstanding: Map<string, number>
  /** When each change in `certain` was acknowledged, in ms. */
  toldAt: number[]
}

/** The difference between the expected and the read value. */
export interface Mismatch {
  /** When each lost change was acknowledged: the newest changes are taken as lost. */
  gone: number[]
  /** How many executions have no matching request. */
  extra: number
}

export function newLedger(): Ledger {
  return { certain: 0, outstanding: new Map(), toldAt: [] }
}

/** A request is about to be sent. */
export function asked({ outstanding }: Ledger, request: string, sentAt: number): void {
  outstanding.set(request, sentAt)
}

/** The server refused the request, and will not execute it. */
export function refused({ outstanding }: Ledger, request: string): void {
  outstanding.delete(request)
}

/** The server acknowledged the request, and answered the new value. */
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
 * The value was read. Each difference is reported once; afterwards the read value is the expected one.
 * @param overBefore requests sent before this time were executed before the reading, or never will be
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
  // It is unknown which of them were executed. Take the oldest: the newest can still be executed for the longest time.
  const executedLate = [...outstanding.keys()].slice(0, more)
  for (const request of executedLate) outstanding.delete(request)
  dropOver(outstanding, overBefore)
  ledger.certain = number
  return { gone, extra: more - executedLate.length }
}

/** Drops requests that can no longer be executed. */
export function dropOver<T>(outstanding: Map<T, number>, overBefore: number): void {
  for (const [request, sentAt] of outstanding) {
    if (sentAt < overBefore) outstanding.delete(request)
  }
}
