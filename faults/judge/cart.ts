// Computes what a session's cart must hold, from the answers that its owner received: counted items and set items.
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

/** A difference between the cart that an answer showed and the expected cart. */
export interface Wrong {
  broken: 'change lost' | 'executed twice' | 'foreign data'
  /** A description without the owner's name. */
  what: string
  /** When each lost change was acknowledged. Empty: no loss window can excuse the difference. */
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

    /** @param overBefore requests sent before this time were executed before the cart was read, or never will be */
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

    /** When each change that the cart still holds was acknowledged. */
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
    const what = `${gone.length} acknowledged changes of ${item} are lost: the cart has ${number}`
    found.push({ broken: 'change lost', what, gone })
  }
  if (extra > 0) {
    const what = `${item} was raised ${extra} times too often: the cart has ${number}`
    found.push({ broken: 'executed twice', what, gone: [] })
  }
  return found
}
