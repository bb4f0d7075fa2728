// Queries on observations, oldest first.
import { isFailure } from '../../outcome.ts'
import { isExchange, type Observation } from '../observation.ts'

export type Seen = readonly Observation[]

export const exchanges = (seen: Seen) => seen.filter(isExchange)
export const meExchanges = (seen: Seen) => exchanges(seen).filter(({ request }) => request === 'me')
export const succeeded = (seen: Seen, request: string) =>
  exchanges(seen).some((answer) => answer.request === request && !isFailure(answer))

/** The observations after the first match; empty without a match. */
export function after(seen: Seen, matches: (observation: Observation) => boolean): Seen {
  const at = seen.findIndex(matches)
  return at < 0 ? [] : seen.slice(at + 1)
}

/** The server whose answer last said that it knows the visitor. */
export const knownServer = (seen: Seen): string | null =>
  meExchanges(seen).findLast(({ user }) => user)?.servedBy ?? null

/** Whether `length` items in a row are right. */
export function inARow<Item>(
  items: readonly Item[],
  length: number,
  isRight: (item: Item, before: Item | undefined) => boolean,
): boolean {
  let run = 0
  return items.some((item, i) => {
    if (run > 0 && isRight(item, items[i - 1])) run++
    else run = isRight(item, undefined) ? 1 : 0
    return run >= length
  })
}

export const hasUser = (observation: Observation) =>
  isExchange(observation) && Boolean(observation.user)
