// Hears what every visitor asks and is told, and says which promises were broken. It knows nothing of HTTP or of the
// stack, so that it can be told false stories (test/judge.test.ts).
import { type Cart, type Items, newCart, type Wrong } from './cart.ts'

export type Broken = Wrong['broken'] | 'logged out' | 'session resurrected'

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
  cart: Cart
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

  function suspect(broken: Broken, at: number, what: string, toldAt: readonly number[] = []) {
    suspicions.push({ broken, what, at, toldAt })
  }

  function suspectAll({ owner }: Session, wrongs: readonly Wrong[], at: number) {
    for (const { broken, what, gone } of wrongs) {
      totals.lost += gone.length
      suspect(broken, at, `in the cart of ${owner}, ${what}`, gone)
    }
  }

  return {
    loggedIn(id: string, owner: string, at: number): void {
      sessions.set(id, { owner, loggedInAt: at, cart: newCart() })
    },

    /** The server said that the session is over. */
    loggedOut(id: string, at: number): void {
      sessionOf(id).loggedOutAt = at
    },

    /** A request that adds one is about to be sent. */
    asked: (id: string, item: string, request: string, sentAt: number) =>
      sessionOf(id).cart.asked(item, request, sentAt),

    /** An answer said that it was not done. */
    refused: (id: string, item: string, request: string) =>
      sessionOf(id).cart.refused(item, request),

    /** An answer said that it was done. */
    acknowledged(id: string, item: string, request: string, quantity: number, at: number): void {
      totals.acknowledged += 1
      const session = sessionOf(id)
      suspectAll(session, session.cart.acknowledged(item, request, quantity, at), at)
    },

    /** A request that sets a quantity, each time another one, is about to be sent. */
    setting: (id: string, item: string, quantity: number, sentAt: number) =>
      sessionOf(id).cart.setting(item, quantity, sentAt),

    /** An answer said that it was not done. */
    notSet: (id: string, item: string, quantity: number) =>
      sessionOf(id).cart.notSet(item, quantity),

    /** An answer said that it was done. */
    wasSet(id: string, item: string, quantity: number, at: number): void {
      totals.acknowledged += 1
      sessionOf(id).cart.wasSet(item, quantity, at)
    },

    /** Since that moment, what was sent before this one has been executed, or never will be. */
    settled(before: number, since: number): void {
      over = { before, since }
    },

    /** An answer showed everything that the session holds. */
    sawCart(id: string, items: Items, sentAt: number, at: number): void {
      const session = sessionOf(id)
      const overBefore = Math.max(
        sentAt - LATEST_MS,
        sentAt > over.since ? over.before : Number.NEGATIVE_INFINITY,
      )
      suspectAll(session, session.cart.shown(items, at, overBefore), at)
    },

    /** An answer said who this session's owner is; `undefined`: nobody, so not logged in. */
    sawOwner(id: string, username: string | undefined, sentAt: number, at: number): void {
      const { owner, loggedInAt, loggedOutAt, cart } = sessionOf(id)
      if (username === undefined) {
        if (loggedOutAt !== undefined) return
        // All that was in it went with it.
        totals.lost += cart.changes().length
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
