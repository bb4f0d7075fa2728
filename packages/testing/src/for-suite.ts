// Fixtures: one for all tests of a suite, or a new one for each test.
import { after, afterEach, before, beforeEach } from 'node:test'

interface Closable {
  close(): Promise<void>
}

/** Started before the suite's tests and closed after them. The returned object is empty until then. */
export function forSuite<T extends Closable>(start: () => Promise<T>): T {
  return between(before, after, start)
}

/** Started before each of the suite's tests, and closed after it. */
export function forEachTest<T extends Closable>(start: () => Promise<T>): T {
  return between(beforeEach, afterEach, start)
}

function between<T extends Closable>(
  begin: typeof before,
  end: typeof after,
  start: () => Promise<T>,
): T {
  const shared = {} as T
  let started: T | undefined
  begin(async () => {
    started = await start()
    Object.assign(shared, started)
  })
  end(async () => {
    const last = started
    started = undefined
    await last?.close()
  })
  return shared
}
