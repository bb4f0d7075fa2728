// Two changes to a cart at the same moment, and their result.
import type { Realm } from '@session-clustering/api/lab'
import type { Exchange } from '../observation.ts'
import { exchanges, type Seen } from './seen.ts'

export interface Race {
  before: Record<string, number>
  after: Record<string, number>
  /** The two changes. */
  adds: readonly Exchange[]
  /** The number of lost changes. */
  lost: number
}

/** The last race in a realm: a read of the cart, two changes at the same moment, and another read. */
export function lastRace(seen: Seen, realm: Realm): Race | null {
  const own = exchanges(seen).filter((answer) => answer.realm === realm)
  const last = own.findLastIndex(({ request }) => request === 'cart')
  const four = own.slice(last - 3, last + 1)
  const names = four.map(({ request }) => request).join()
  if (names !== 'cart,add,add,cart' || four.some(({ status }) => status !== 200)) return null
  const [before = {}, after = {}] = [itemsOf(four[0]), itemsOf(four[3])]
  return { before, after, adds: four.slice(1, 3), lost: 2 - (sum(after) - sum(before)) }
}
const itemsOf = (answer: Exchange | undefined) =>
  (answer?.body as { items: Record<string, number> } | undefined)?.items
const sum = (items: Record<string, number>) => Object.values(items).reduce((a, b) => a + b, 0)
