// What one counter of one session must hold, by what its owner was told: an interval, as long as some requests'
// outcome is unknown. Each time the true number is seen, the interval closes again.

export interface Ledger {
  /** The number as it was last seen, or counted up by an acknowledgement. */
  certain: number
  /** Requests that may have been executed since, or may be yet. */
  outstanding: number
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
  return { certain: 0, outstanding: 0, toldAt: [] }
}

/** A request is about to be sent. The same one, repeated under its Idempotency-Key, is not asked again. */
export function asked(ledger: Ledger): void {
  ledger.outstanding += 1
}

/** The server said that it has not executed it, and will not. */
export function refused(ledger: Ledger): void {
  ledger.outstanding -= 1
}

/** The server said that it has executed it, and what the number is now. */
export function acknowledged(ledger: Ledger, number: number, at: number): Mismatch {
  ledger.toldAt.push(at)
  ledger.certain += 1
  ledger.outstanding -= 1
  return seen(ledger, number, at)
}

/** The number was read. What does not fit is told once: from here on it counts as the truth. */
export function seen(ledger: Ledger, number: number, at: number): Mismatch {
  const lost = Math.max(0, ledger.certain - number)
  const more = Math.max(0, number - ledger.certain)
  const executedLate = Math.min(more, ledger.outstanding)
  const gone = lost === 0 ? [] : ledger.toldAt.splice(-lost)
  for (let i = 0; i < more; i += 1) ledger.toldAt.push(at)
  ledger.outstanding -= executedLate
  ledger.certain = number
  return { gone, extra: more - executedLate }
}
