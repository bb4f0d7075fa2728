// A visitor with an account and a session. Sends one request after the other, and reports each request and answer to
// the judge.
import { randomUUID } from 'node:crypto'
import type { Change } from '../judge/item.ts'
import type { Judge } from '../judge/judge.ts'
import { type Answer, type Call, field, httpClient, sessionCookie } from './http.ts'
import { type Done, doneOf, isServed, type Kind } from './requests.ts'

export interface VisitorOptions {
  baseUrl: string
  judge: Judge
  record(done: Done): void
}

interface TimedAnswer extends Answer {
  sentAt: number
  at: number
}

export type Visitor = Awaited<ReturnType<typeof newVisitor>>

const PASSWORD = 'correct horse battery'
/** The API's limit of a quantity. Quantities repeat after it; a run is shorter. */
const MAX_QUANTITY = 9_999

export async function newVisitor({ baseUrl, judge, record }: VisitorOptions) {
  const name = `v-${randomUUID().slice(0, 8)}`
  const account = { username: name, password: PASSWORD }
  const http = httpClient(baseUrl)
  const signup = await http.call({ method: 'POST', path: '/api/signup', json: account })
  if (signup.status !== 201)
    throw new Error(`${name} cannot sign up: ${signup.status} ${signup.body}`)

  /** undefined: not logged in. */
  let cookie: string | undefined
  /** The number of answers, and how many of the last ones in a row were no errors of the site. */
  const progress = { answers: 0, servedInARow: 0 }
  const changes = { add: 0, set: 0 }

  async function ask(kind: Kind, call: Call): Promise<TimedAnswer> {
    const sentAt = performance.now()
    const sent = cookie
    const answer = await http.call({ ...call, cookie })
    const at = performance.now()
    const { status } = answer
    const done = doneOf(kind, name, sentAt, at, answer, status >= 200 && status < 300)
    record(done)
    progress.answers += 1
    progress.servedInARow = isServed(done) ? progress.servedInARow + 1 : 0

    if (sent !== undefined && kind !== 'login') {
      const given = sessionCookie(answer)
      // A 401 may clear the cookie, because the session no longer exists.
      const mayClear = kind === 'logout' || status === 401
      if (given !== undefined && !(mayClear && given === '')) judge.sawStrayCookie(sent, call.path)
      if (status === 401) {
        judge.sawOwner(sent, undefined, sentAt, at)
        cookie = undefined
      }
    }
    return { ...answer, sentAt, at }
  }

  /** @returns whether the answer was 200 */
  async function read(kind: 'me' | 'cart'): Promise<boolean> {
    const session = cookie
    if (session === undefined) return false
    const answer = await ask(kind, { method: 'GET', path: `/api/${kind}` })
    if (answer.status !== 200) return false
    if (kind === 'cart') sawCart(session, answer)
    else judge.sawOwner(session, String(field(answer, 'username')), answer.sentAt, answer.at)
    return true
  }

  /** @returns whether the server acknowledged the change */
  async function change(kind: Change['kind']): Promise<boolean> {
    const session = cookie
    if (session === undefined) return false
    const number = (changes[kind] % MAX_QUANTITY) + 1
    changes[kind] += 1
    // Only this visitor changes these two items.
    const change: Change = { kind, item: `${kind}-${name}`, number }
    judge.sent(session, change, performance.now())
    const path = `/api/cart/${change.item}`
    const answer = await ask(
      kind,
      kind === 'add'
        ? { method: 'POST', path }
        : { method: 'PUT', path, json: { quantity: number } },
    )
    if (answer.status === 200) {
      judge.acknowledged(session, change, answer.at)
      sawCart(session, answer)
    } else if (isServed(answer) && answer.status !== 401) {
      judge.refused(session, change)
    }
    return answer.status === 200
  }

  function sawCart(session: string, answer: TimedAnswer): void {
    judge.sawCart(session, Object(field(answer, 'items')), answer.sentAt, answer.at)
  }

  return {
    name,

    progress,
    session: () => cookie,

    async logIn(): Promise<boolean> {
      const answer = await ask('login', { method: 'POST', path: '/api/login', json: account })
      const given = sessionCookie(answer)
      if (answer.status !== 200 || !given) return false
      cookie = given
      judge.loggedIn(given, name, answer.at)
      return true
    },

    /** @returns whether the server acknowledged the logout */
    async logOut(): Promise<boolean> {
      if (cookie === undefined) return true
      const answer = await ask('logout', { method: 'POST', path: '/api/logout' })
      if (answer.status !== 204 || cookie === undefined) return false
      judge.loggedOut(cookie, answer.at)
      cookie = undefined
      return true
    },

    me: () => read('me'),
    cart: () => read('cart'),
    /** Adds one of an item. Without an answer the outcome is unknown. */
    add: () => change('add'),
    /** Sets the quantity of another item, each time to a different number. Never repeated, even without an answer. */
    set: () => change('set'),
    page: async () => (await ask('page', { method: 'GET', path: '/' })).status === 200,
    close: () => http.close(),
  }
}
