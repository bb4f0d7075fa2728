import type { Exchange } from '../observation.ts'

/** Whom of you a server's own memory holds, as its last answer shows; null for nobody. */
export function knownTo(exchanges: readonly Exchange[], server: string): string | null {
  const last = exchanges.findLast(
    ({ servedBy, realm, user }) =>
      servedBy === server && realm === 'isolated' && user !== undefined,
  )
  return last?.user ?? null
}
