// What the cart of one session must hold, by what its owner was told: items that are counted up, and items that are set.
import {
  acknowledged,
  asked,
  type Ledger,
  type Mismatch,
  newLedger,
  refused,
  seen,
} from './ledger.ts'
import { newRegister, notSet, type Register, seenSet, setting, wasSet } from './register.ts'

/** What a cart that was shown says of the promises. */
export interface Wrong {
  broken: 'change lost' | 'executed twice' | 'foreign data'
  /** In words, without whose cart it is. */
  what: string
  /** When the owner was told of each change that is gone; empty: nothing that could be excused. */
  gone: number[]
}

export type Items = Readonly<Record<string, number>>

export function newCart() {
  const ledgers = new Map<string, Ledger>()
  const registers = new Map<string, Register>()

  function ledgerOf(item: string): Ledger {
    const ledger = ledgers.get(item) ?? newLedger()
    ledgers.set(item, ledger)
    return ledger
  }

  function registerOf(item: string): Register {
    const register = registers.get(item) ?? newRegister()
    registers.set(item, register)
    return register
  }

  return {
    asked: (item: string, request: string, sentAt: number) =>
      asked(ledgerOf(item), request, sentAt),
    refused: (item: string, request: string) => refused(ledgerOf(item), request),
    acknowledged: (item: string, request: string, quantity: number, at: number) =>
      wrongIn(item, quantity, acknowledged(ledgerOf(item), request, quantity, at)),

    setting: (item: string, quantity: number, sentAt: number) =>
      setting(registerOf(item), quantity, sentAt),
    notSet: (item: string, quantity: number) => notSet(registerOf(item), quantity),
    wasSet: (item: string, quantity: number, at: number) => wasSet(registerOf(item), quantity, at),

    /** @param overBefore what was sent before this had been executed when the cart was read, or never will be */
    shown(items: Items, at: number, overBefore: number): Wrong[] {
      const foreign = Object.keys(items).filter(
        (item) => !ledgers.has(item) && !registers.has(item),
      )
      return [
        ...foreign.map(
          (item): Wrong => ({ broken: 'foreign data', what: `${item} is there`, gone: [] }),
        ),
        ...[...ledgers].flatMap(([item, ledger]) => {
          const number = items[item] ?? 0
          return wrongIn(item, number, seen(ledger, number, at, overBefore))
        }),
        ...[...registers].flatMap(([item, register]): Wrong[] => {
          const number = items[item] ?? 0
          const undone = seenSet(register, number, at, overBefore)
          if (undone === undefined) return []
          const what = `${item} was set to ${undone.number}, and is ${number}`
          return [{ broken: 'change lost', what, gone: undone.gone }]
        }),
      ]
    },

    /** When the owner was told of each change that is there. */
    changes: () => [
      ...[...ledgers.values()].flatMap(({ toldAt }) => toldAt),
      ...[...registers.values()].flatMap(({ history }) =>
        history.flatMap(({ toldAt }) => toldAt ?? []),
      ),
    ],
  }
}

export type Cart = ReturnType<typeof newCart>

function wrongIn(item: string, number: number, { gone, extra }: Mismatch): Wrong[] {
  const found: Wrong[] = []
  if (gone.length > 0) {
    const what = `${gone.length} acknowledged changes of ${item} are gone: ${number} found`
    found.push({ broken: 'change lost', what, gone })
  }
  if (extra > 0) {
    const what = `${item} went up ${extra} more than asked: ${number} found`
    found.push({ broken: 'executed twice', what, gone: [] })
  }
  return found
}
