// Receives every request and answer of every visitor, and reports broken guarantees. It does not depend on HTTP or on
// the stack, so that tests can feed it invented histories (test/judge.test.ts).
import { type Cart, type Items, newCart, type Wrong } from './cart.ts'

export type Broken = Wrong['broken'] | 'logged out' | 'session resurrected'

export interface Violation {
  broken: Broken
  /** A description with names and numbers. */
  what: string
  at: number
}

/** Changes acknowledged in this interval may be lost, e.g. in the last second before Redis is killed. */
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

/** A violation, unless all lost changes were acknowledged within loss windows. */
interface Suspicion extends Violation {
  /** When each lost change was acknowledged. Empty: no loss window can excuse it. */
  toldAt: readonly number[]
}

/**
 * No request is executed later than this after it was sent: 15 s for the longest freeze of a row, 8 s for nginx' retries,
 * and 2 s of margin.
 */
export const LATEST_MS = 25_000

export interface Totals {
  acknowledged: number
  /** How many acknowledged changes were lost, within a loss window or not. */
  lost: number
}

export function createJudge() {
  const sessions = new Map<string, Session>()
  const suspicions: Suspicion[] = []
  const totals: Totals = { acknowledged: 0, lost: 0 }
  let over = { before: Number.NEGATIVE_INFINITY, since: Number.POSITIVE_INFINITY }

  function sessionOf(id: string): Session {
    const session = sessions.get(id)
    if (session === undefined) throw new Error(`The session ${id} is unknown`)
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

    /** The server acknowledged the logout. */
    loggedOut(id: string, at: number): void {
      sessionOf(id).loggedOutAt = at
    },

    /** A request that adds one is about to be sent. */
    asked: (id: string, item: string, request: string, sentAt: number) =>
      sessionOf(id).cart.asked(item, request, sentAt),

    /** The server refused the request. */
    refused: (id: string, item: string, request: string) =>
      sessionOf(id).cart.refused(item, request),

    /** The server acknowledged the request. */
    acknowledged(id: string, item: string, request: string, quantity: number, at: number): void {
      totals.acknowledged += 1
      const session = sessionOf(id)
      suspectAll(session, session.cart.acknowledged(item, request, quantity, at), at)
    },

    /** A request that sets the quantity is about to be sent; each one sets a different number. */
    setting: (id: string, item: string, quantity: number, sentAt: number) =>
      sessionOf(id).cart.setting(item, quantity, sentAt),

    /** The server refused the request. */
    notSet: (id: string, item: string, quantity: number) =>
      sessionOf(id).cart.notSet(item, quantity),

    /** The server acknowledged the request. */
    wasSet(id: string, item: string, quantity: number, at: number): void {
      totals.acknowledged += 1
      sessionOf(id).cart.wasSet(item, quantity, at)
    },

    /** Since the time `since`, no request that was sent before `before` can still be executed. */
    settled(before: number, since: number): void {
      over = { before, since }
    },

    /** An answer showed the whole cart. */
    sawCart(id: string, items: Items, sentAt: number, at: number): void {
      const session = sessionOf(id)
      const overBefore = Math.max(
        sentAt - LATEST_MS,
        sentAt > over.since ? over.before : Number.NEGATIVE_INFINITY,
      )
      suspectAll(session, session.cart.shown(items, at, overBefore), at)
    },

    /** An answer named the session's user; `undefined`: 401, not logged in. */
    sawOwner(id: string, username: string | undefined, sentAt: number, at: number): void {
      const { owner, loggedInAt, loggedOutAt, cart } = sessionOf(id)
      if (username === undefined) {
        if (loggedOutAt !== undefined) return
        // All acknowledged changes of the session are lost with it.
        totals.lost += cart.changes().length
        suspect('logged out', at, `${owner} lost the session without a logout`, [loggedInAt])
        sessionOf(id).loggedOutAt = at
      } else if (username !== owner) {
        suspect('foreign data', at, `the session of ${owner} was answered as ${username}`)
      } else if (loggedOutAt !== undefined && loggedOutAt < sentAt) {
        const what = `${owner}'s session is valid again, ${Math.round(sentAt - loggedOutAt)} ms after its logout`
        suspect('session resurrected', at, what, [loggedOutAt])
      }
    },

    /** An answer set a session cookie where none was expected. */
    sawStrayCookie(id: string, path: string, at: number): void {
      suspect(
        'foreign data',
        at,
        `${path} set an unexpected session cookie for ${sessionOf(id).owner}`,
      )
    },

    /** The violations since the last call, without those that the loss windows excuse. */
    violations(windows: readonly LossWindow[] = []): Violation[] {
      const within = (at: number) => windows.some(({ from, to }) => from <= at && at <= to)
      return suspicions
        .splice(0)
        .filter(({ toldAt }) => toldAt.length === 0 || !toldAt.every(within))
        .map(({ broken, what, at }) => ({ broken, what, at }))
    },

    /** The totals since the last call. */
    takeTotals(): Totals {
      const taken = { ...totals }
      Object.assign(totals, { acknowledged: 0, lost: 0 })
      return taken
    },
  }
}

export type Judge = ReturnType<typeof createJudge>
