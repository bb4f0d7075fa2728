export interface Held {
  /** Settles when the call has been made, and waits. */
  reached: Promise<void>
  /** Lets the call through. */
  release(): void
}

/**
 * Holds the next call of a method until it is released: so a test decides what happens between the two steps of a
 * request, where sleeping would only make it likely. Calls after that one pass.
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

/** A point that a test's own route waits at. */
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
