import { isExchange, type Observation } from '../observation.ts'

/** Whom of you a server's own memory holds, as its last answer shows; null for nobody. */
export function knownTo(seen: readonly Observation[], server: string): string | null {
  const last = seen.findLast(
    (observation) =>
      // What a server knew ends with it.
      observation.down.includes(server) ||
      (isExchange(observation) &&
        observation.servedBy === server &&
        observation.realm === 'isolated' &&
        observation.user !== undefined),
  )
  return (last && isExchange(last) && !last.down.includes(server) && last.user) || null
}
