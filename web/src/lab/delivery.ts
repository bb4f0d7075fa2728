// Delivers answers: the page shows an answer when its packet is back, in the order in which the answers arrived.

let tail: Promise<void> = Promise.resolve()

export function deliver(flight: Promise<unknown>, show: () => void): void {
  tail = Promise.allSettled([tail, flight]).then(show)
}

/** Resolves when all answers that have arrived so far are shown. */
export function allShown(): Promise<void> {
  return tail
}
