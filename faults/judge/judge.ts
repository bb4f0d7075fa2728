// Receives every request and answer of every visitor, and reports broken guarantees. It does not depend on HTTP or on
// the stack, so that tests can feed it invented histories (test/judge.test.ts).
import { newAddedItem } from './added-item.ts'
import type { Change, Difference, Item } from './item.ts'
import { newSetItem } from './set-item.ts'

export interface Violation {
  broken: Difference['broken'] | 'foreign data' | 'logged out' | 'session resurrected'
  /** A description with names and numbers. */
  what: string
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
  /** The items that the owner has changed. */
  items: Map<string, Item>
}

/**
 * No request is executed later than this after it was sent: 15 s for the longest freeze of a row, 8 s for nginx' retries,
 * and 2 s of margin.
 */
export const LATEST_MS = 25_000

export function createJudge() {
  const sessions = new Map<string, Session>()
  /** Violations, unless all lost changes were acknowledged within loss windows. */
  const suspicions: (Violation & Pick<Difference, 'lostAt'>)[] = []
  let acknowledged = 0
  let lost = 0
  let over = { before: Number.NEGATIVE_INFINITY, since: Number.POSITIVE_INFINITY }

  function sessionOf(id: string): Session {
    const session = sessions.get(id)
    if (session === undefined) throw new Error(`The session ${id} is unknown`)
    return session
  }

  function itemOf(id: string, { kind, item }: Change): Item {
    const { items } = sessionOf(id)
    const known = items.get(item) ?? (kind === 'add' ? newAddedItem() : newSetItem())
    items.set(item, known)
    return known
  }

  function suspect(broken: Violation['broken'], what: string, lostAt: number[] = []) {
    suspicions.push({ broken, what, lostAt })
  }

  return {
    loggedIn(id: string, owner: string, at: number): void {
      sessions.set(id, { owner, loggedInAt: at, items: new Map() })
    },

    /** The server acknowledged the logout. */
    loggedOut(id: string, at: number): void {
      sessionOf(id).loggedOutAt = at
    },

    /** A request is about to be sent. */
    sent: (id: string, change: Change, at: number) => itemOf(id, change).sent(change.number, at),

    /** The server refused the request, and will not execute it. */
    refused: (id: string, change: Change) => itemOf(id, change).refused(change.number),

    /** The server acknowledged the request. */
    acknowledged(id: string, change: Change, at: number): void {
      acknowledged += 1
      itemOf(id, change).acknowledged(change.number, at)
    },

    /** Since the time `since`, no request that was sent before `before` can still be executed. */
    settled(before: number, since: number): void {
      over = { before, since }
    },

    /** An answer showed the whole cart. */
    sawCart(id: string, shown: Readonly<Record<string, number>>, sentAt: number, at: number): void {
      const { owner, items } = sessionOf(id)
      for (const name of Object.keys(shown).filter((name) => !items.has(name))) {
        suspect('foreign data', `the cart of ${owner} has ${name}`)
      }
      const overBefore = Math.max(
        sentAt - LATEST_MS,
        sentAt > over.since ? over.before : Number.NEGATIVE_INFINITY,
      )
      for (const [name, item] of items) {
        for (const { broken, what, lostAt } of item.read(shown[name] ?? 0, at, overBefore)) {
          lost += lostAt.length
          suspect(broken, `${name} in the cart of ${owner}: ${what}`, lostAt)
        }
      }
    },

    /** An answer named the session's user; `undefined`: 401, not logged in. */
    sawOwner(id: string, username: string | undefined, sentAt: number, at: number): void {
      const session = sessionOf(id)
      const { owner, loggedInAt, loggedOutAt, items } = session
      if (username === undefined) {
        if (loggedOutAt !== undefined) return
        // All acknowledged changes of the session are lost with it.
        for (const item of items.values()) lost += item.acknowledgedAt().length
        suspect('logged out', `${owner} lost the session without a logout`, [loggedInAt])
        session.loggedOutAt = at
      } else if (username !== owner) {
        suspect('foreign data', `the session of ${owner} was answered as ${username}`)
      } else if (loggedOutAt !== undefined && loggedOutAt < sentAt) {
        const what = `${owner}'s session is valid again, ${Math.round(sentAt - loggedOutAt)} ms after its logout`
        suspect('session resurrected', what, [loggedOutAt])
      }
    },

    /** An answer set a session cookie where none was expected. */
    sawStrayCookie(id: string, path: string): void {
      suspect('foreign data', `${path} set an unexpected session cookie for ${sessionOf(id).owner}`)
    },

    /** The violations since the last call, without those that the loss windows excuse. */
    violations(windows: readonly LossWindow[] = []): Violation[] {
      const isExcused = (at: number) => windows.some(({ from, to }) => from <= at && at <= to)
      return suspicions
        .splice(0)
        .filter(({ lostAt }) => lostAt.length === 0 || !lostAt.every(isExcused))
        .map(({ broken, what }) => ({ broken, what }))
    },

    /** How many changes were acknowledged, and how many of them were lost, within a loss window or not. */
    totals: () => ({ acknowledged, lost }),
  }
}

export type Judge = ReturnType<typeof createJudge>
