import { isExchange, type Observation } from '../observation.ts'

/** The user whose session a server has in its memory, by its last answer; null when it has none. */
export function userInMemory(seen: readonly Observation[], server: string): string | null {
  const last = seen.findLast(
    (observation) =>
      // A server that stops loses its memory.
      observation.down.includes(server) ||
      (isExchange(observation) &&
        observation.servedBy === server &&
        observation.realm === 'isolated' &&
        observation.user !== undefined),
  )
  return (last && isExchange(last) && !last.down.includes(server) && last.user) || null
}
