// Which realm goes first when one click asks both.
import type { Realm } from './outcome.ts'

/**
 * Both realms take their turns from nginx's one rotation. Asked in a fixed order, each would meet
 * the same backend every time, and a login kept in one backend's memory would never look lost. So
 * the realm that met the backend that has just answered goes first: the next turn is another
 * backend's. In a quiet rotation that makes shared, isolated, isolated, shared, shared … and each
 * realm meets the backends in strict turns, as if it were alone. Only the order of sending is
 * chosen here; nginx alone chooses who answers.
 *
 * @param lastMet the backend that each realm met last
 * @param lastAnswer the backend that answered last, to whichever realm
 */
export function sendingOrder(
  lastMet: Record<Realm, string | null>,
  lastAnswer: string | null,
): readonly [Realm, Realm] {
  const isolatedNeedsNextTurn = lastMet.isolated === lastAnswer && lastMet.shared !== lastAnswer
  return isolatedNeedsNextTurn ? ['isolated', 'shared'] : ['shared', 'isolated']
}
