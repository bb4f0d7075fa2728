// Hears what every visitor asks and is told, and says which promises were broken. It knows nothing of HTTP or of the
// stack, so that it can be told false stories (test/judge.test.ts).
import {
  acknowledged,
  asked,
  type Ledger,
  type Mismatch,
  newLedger,
  refused,
  seen,
} from './ledger.ts'
import {
  newRegister,
  notSet,
  type Register,
  seenSet,
  setting,
  type Undone,
  wasSet,
} from './register.ts'

export type Broken =
  | 'change lost'
  | 'executed twice'
  | 'logged out'
  | 'session resurrected'
  | 'foreign data'
  | 'process leaked'

export interface Violation {
  broken: Broken
  /** In words, with names and numbers. */
  what: string
  at: number
}

/** Between these, what was acknowledged may be gone: the last second before Redis was killed, say. */
export interface LossWindow {
  from: number
  to: number
}

interface Session {
  owner: string
  loggedInAt: number
  loggedOutAt?: number
  ledgers: Map<string, Ledger>
  registers: Map<string, Register>
}

/** A violation, unless all that is gone was told within loss windows. */
interface Suspicion extends Violation {
  /** When the visitor was told of what is gone by now; empty: no excuse. */
  toldAt: readonly number[]
}

/**
 * No request is executed later than so long after it was sent: the longest that a row freezes something, 15 s, and the 8 s
 * that nginx may take to hand it over; and a little.
 */
export const LATEST_MS = 25_000

export interface Totals {
  acknowledged: number
  /** Of those, gone: within what a row allows or not. */
  lost: number
}

export function createJudge() {
  const sessions = new Map<string, Session>()
  const suspicions: Suspicion[] = []
  const totals: Totals = { acknowledged: 0, lost: 0 }
  let over = { before: Number.NEGATIVE_INFINITY, since: Number.POSITIVE_INFINITY }

  function sessionOf(id: string): Session {
    const session = sessions.get(id)
    if (session === undefined) throw new Error(`Nobody was given the session ${id}`)
    return session
  }

  function ledgerOf(id: string, item: string): Ledger {
    const { ledgers } = sessionOf(id)
    const ledger = ledgers.get(item) ?? newLedger()
    ledgers.set(item, ledger)
    return ledger
  }

  function registerOf(id: string, item: string): Register {
    const { registers } = sessionOf(id)
    const register = registers.get(item) ?? newRegister()
    registers.set(item, register)
    return register
  }

  function suspect(broken: Broken, at: number, what: string, toldAt: readonly number[] = []) {
    suspicions.push({ broken, what, at, toldAt })
  }

  function compare(
    { owner }: Session,
    item: string,
    ledger: Ledger,
    { gone, extra }: Mismatch,
    at: number,
  ) {
    if (gone.length > 0) {
      totals.lost += gone.length
      const what = `${gone.length} of ${owner}'s acknowledged changes of ${item} are gone: ${ledger.certain} found`
      suspect('change lost', at, what, gone)
    }
    if (extra > 0) {
      const what = `${owner}'s ${item} went up ${extra} more than asked: ${ledger.certain} found`
      suspect('executed twice', at, what)
    }
  }

  function undone({ owner }: Session, item: string, found: number, wrong: Undone, at: number) {
    totals.lost += wrong.gone.length
    const what = `${owner}'s ${item} was set to ${wrong.number}, and is ${found}`
    suspect('change lost', at, what, wrong.gone)
  }

  return {
    loggedIn(id: string, owner: string, at: number): void {
      sessions.set(id, { owner, loggedInAt: at, ledgers: new Map(), registers: new Map() })
    },

    /** The server said that the session is over. */
    loggedOut(id: string, at: number): void {
      sessionOf(id).loggedOutAt = at
    },

    /** A request that adds one is about to be sent; by the same name once more: the same request, repeated. */
    asked: (id: string, item: string, request: string, sentAt: number) =>
      asked(ledgerOf(id, item), request, sentAt),

    /** An answer said that it was not done. */
    refused: (id: string, item: string, request: string) => refused(ledgerOf(id, item), request),

    /** An answer said that it was done. */
    acknowledged(id: string, item: string, request: string, quantity: number, at: number): void {
      totals.acknowledged += 1
      const ledger = ledgerOf(id, item)
      compare(sessionOf(id), item, ledger, acknowledged(ledger, request, quantity, at), at)
    },

    /** A request that sets a quantity, each time another one, is about to be sent. */
    setting: (id: string, item: string, quantity: number, sentAt: number) =>
      setting(registerOf(id, item), quantity, sentAt),

    /** An answer said that it was not done. */
    notSet: (id: string, item: string, quantity: number) => notSet(registerOf(id, item), quantity),

    /** An answer said that it was done. */
    wasSet(id: string, item: string, quantity: number, at: number): void {
      totals.acknowledged += 1
      wasSet(registerOf(id, item), quantity, at)
    },

    /** Since that moment, what was sent before this one has been executed, or never will be. */
    settled(before: number, since: number): void {
      over = { before, since }
    },

    /** An answer showed everything that the session holds. */
    sawCart(id: string, items: Readonly<Record<string, number>>, sentAt: number, at: number): void {
      const session = sessionOf(id)
      const overBefore = Math.max(
        sentAt - LATEST_MS,
        sentAt > over.since ? over.before : Number.NEGATIVE_INFINITY,
      )
      for (const item of Object.keys(items)) {
        if (!session.ledgers.has(item) && !session.registers.has(item)) {
          suspect('foreign data', at, `${session.owner} was shown ${item}, which is not theirs`)
        }
      }
      for (const [item, ledger] of session.ledgers) {
        compare(session, item, ledger, seen(ledger, items[item] ?? 0, at, overBefore), at)
      }
      for (const [item, register] of session.registers) {
        const found = items[item] ?? 0
        const wrong = seenSet(register, found, at, overBefore)
        if (wrong) undone(session, item, found, wrong, at)
      }
    },

    /** An answer said who this session's owner is; `undefined`: nobody, so not logged in. */
    sawOwner(id: string, username: string | undefined, sentAt: number, at: number): void {
      const { owner, loggedInAt, loggedOutAt, ledgers, registers } = sessionOf(id)
      if (username === undefined) {
        if (loggedOutAt !== undefined) return
        // All that was in it went with it.
        const added = [...ledgers.values()].flatMap(({ toldAt }) => toldAt)
        const set = [...registers.values()].flatMap(({ history }) => history)
        totals.lost += added.length + set.filter(({ toldAt }) => toldAt !== undefined).length
        suspect('logged out', at, `${owner} was logged out without asking for it`, [loggedInAt])
        sessionOf(id).loggedOutAt = at
      } else if (username !== owner) {
        suspect('foreign data', at, `${owner} was taken for ${username}`)
      } else if (loggedOutAt !== undefined && loggedOutAt < sentAt) {
        const what = `${owner}'s session is back, ${Math.round(sentAt - loggedOutAt)} ms after its end`
        suspect('session resurrected', at, what, [loggedOutAt])
      }
    },

    /** An answer that should set no session cookie set one. */
    sawStrayCookie(id: string, path: string, at: number): void {
      suspect('foreign data', at, `${path} gave ${sessionOf(id).owner} a session cookie unasked`)
    },

    /** The promises broken since the last call, but for what was acknowledged within these windows. */
    violations(windows: readonly LossWindow[] = []): Violation[] {
      const within = (at: number) => windows.some(({ from, to }) => from <= at && at <= to)
      return suspicions
        .splice(0)
        .filter(({ toldAt }) => toldAt.length === 0 || !toldAt.every(within))
        .map(({ broken, what, at }) => ({ broken, what, at }))
    },

    /** Since the beginning, or the last call. */
    takeTotals(): Totals {
      const taken = { ...totals }
      Object.assign(totals, { acknowledged: 0, lost: 0 })
      return taken
    },
  }
}

export type Judge = ReturnType<typeof createJudge>
