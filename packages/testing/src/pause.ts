export interface Paused {
  /** Resolves when the pause has begun. */
  reached: Promise<void>
  resume(): void
}

/**
 * Pauses the next call of a method until `resume`. A test thereby controls what happens between two steps of a request; a
 * sleep would only make it likely. Later calls are not paused.
 */
export function pauseCall(target: object, method: string): Paused {
  const original: unknown = Reflect.get(target, method)
  if (typeof original !== 'function') throw new TypeError(`There is no method ${method}`)
  const point = pausePoint()
  Reflect.set(target, method, async (...args: unknown[]) => {
    Reflect.set(target, method, original)
    await point.wait()
    return Reflect.apply(original, target, args)
  })
  return point
}

/** A point at which a test's own route waits for `resume`. */
export function pausePoint(): Paused & { wait(): Promise<void> } {
  const reached = Promise.withResolvers<void>()
  const resumed = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    resume: resumed.resolve,
    wait() {
      reached.resolve()
      return resumed.promise
    },
  }
}
