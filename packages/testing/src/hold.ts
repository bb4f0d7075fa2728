export interface Held {
  /** Settles when the call has been made; the call is then waiting. */
  reached: Promise<void>
  /** Lets the call continue. */
  release(): void
}

/**
 * Holds the next call of a method until `release`. A test thereby controls what happens between two steps of a request;
 * a sleep would make it only likely. Later calls are not held.
 */
export function hold(target: object, method: string): Held {
  const original: unknown = Reflect.get(target, method)
  if (typeof original !== 'function') throw new TypeError(`There is no ${method} to hold`)
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const held = async (...args: unknown[]) => {
    Reflect.set(target, method, original)
    reached.resolve()
    await released.promise
    return Reflect.apply(original, target, args)
  }
  Reflect.set(target, method, held)
  return { reached: reached.promise, release: released.resolve }
}

/** A point at which a test's own route waits. */
export function gate(): Held & { pass(): Promise<void> } {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    release: released.resolve,
    pass() {
      reached.resolve()
      return released.promise
    },
  }
}
