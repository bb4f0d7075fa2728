// A visitor with an account and a session. Sends one request after the other, and reports each request and answer to
// the judge.
import { randomUUID } from 'node:crypto'
import type { Judge } from '../judge/judge.ts'
import { type Answer, type Call, field, type Http, httpClient, sessionCookie } from './http.ts'
import { type Done, doneOf, type Kind } from './requests.ts'

export interface Ground {
  baseUrl: string
  judge: Judge
  note(done: Done): void
}

export interface Visitor {
  name: string
  /** undefined: not logged in. */
  session(): string | undefined
  logIn(): Promise<boolean>
  /** @returns whether the server acknowledged the logout */
  logOut(): Promise<boolean>
  me(): Promise<boolean>
  cart(): Promise<boolean>
  /** Adds one of an item that only this visitor uses. Without an answer the outcome is unknown. */
  add(): Promise<boolean>
  /** Sets the quantity of another item, each time to a different number. Never repeated, even without an answer. */
  set(): Promise<boolean>
  page(): Promise<boolean>
  close(): void
}

const PASSWORD = 'correct horse battery'
const MAX_QUANTITY = 9_999

export async function newVisitor(ground: Ground): Promise<Visitor> {
  const name = `v-${randomUUID().slice(0, 8)}`
  const http = httpClient(ground.baseUrl)
  const json = { username: name, password: PASSWORD }
  const signup = await http.call({ method: 'POST', path: '/api/signup', json })
  if (signup.status !== 201)
    throw new Error(`${name} cannot sign up: ${signup.status} ${signup.body}`)
  return visitor(ground, http, name)
}

function visitor({ baseUrl: _, judge, note }: Ground, http: Http, name: string): Visitor {
  let cookie: string | undefined
  let timesSet = 0

  async function ask(kind: Kind, call: Call): Promise<Answer & { sentAt: number; now: number }> {
    const sentAt = performance.now()
    const sent = cookie
    const answer = await http.call({ ...call, cookie })
    const now = performance.now()
    note(doneOf(kind, name, sentAt, now, answer, answer.status >= 200 && answer.status < 300))
    const given = sessionCookie(answer)
    if (sent !== undefined && given !== undefined) {
      if (kind === 'login' || kind === 'logout') return { ...answer, sentAt, now }
      // A 401 may clear the cookie, because the session no longer exists.
      if (!(answer.status === 401 && given === '')) judge.sawStrayCookie(sent, call.path, now)
    }
    if (sent !== undefined && answer.status === 401 && kind !== 'login') {
      judge.sawOwner(sent, undefined, sentAt, now)
      cookie = undefined
    }
    return { ...answer, sentAt, now }
  }

  return {
    name,
    session: () => cookie,

    async logIn() {
      const json = { username: name, password: PASSWORD }
      const answer = await ask('login', { method: 'POST', path: '/api/login', json })
      const given = sessionCookie(answer)
      if (answer.status !== 200 || !given) return false
      cookie = given
      judge.loggedIn(given, name, answer.now)
      return true
    },

    async logOut() {
      if (cookie === undefined) return true
      const answer = await ask('logout', { method: 'POST', path: '/api/logout' })
      if (answer.status !== 204 || cookie === undefined) return false
      judge.loggedOut(cookie, answer.now)
      cookie = undefined
      return true
    },

    async me() {
      const session = cookie
      if (session === undefined) return false
      const answer = await ask('me', { method: 'GET', path: '/api/me' })
      if (answer.status !== 200) return false
      judge.sawOwner(session, String(field(answer, 'username')), answer.sentAt, answer.now)
      return true
    },

    async cart() {
      const session = cookie
      if (session === undefined) return false
      const answer = await ask('cart', { method: 'GET', path: '/api/cart' })
      if (answer.status !== 200) return false
      judge.sawCart(session, Object(field(answer, 'items')), answer.sentAt, answer.now)
      return true
    },

    async add() {
      const session = cookie
      if (session === undefined) return false
      const item = `plain-${name}`
      const request = randomUUID()
      judge.asked(session, item, request, performance.now())
      const answer = await ask('add', { method: 'POST', path: `/api/cart/${item}` })
      const items = field(answer, 'items')
      if (answer.status === 200) {
        const quantity = Number(Reflect.get(Object(items), item))
        judge.acknowledged(session, item, request, quantity, answer.now)
        judge.sawCart(session, Object(items), answer.sentAt, answer.now)
      } else if (isKnown(answer.status) && answer.status !== 401) {
        judge.refused(session, item, request)
      }
      return answer.status === 200
    },

    async set() {
      const session = cookie
      if (session === undefined) return false
      const item = `set-${name}`
      // Quantities repeat after MAX_QUANTITY. A run is shorter than that.
      const quantity = (timesSet % MAX_QUANTITY) + 1
      timesSet += 1
      judge.setting(session, item, quantity, performance.now())
      const json = { quantity }
      const answer = await ask('set', { method: 'PUT', path: `/api/cart/${item}`, json })
      if (answer.status === 200) {
        judge.wasSet(session, item, quantity, answer.now)
        judge.sawCart(session, Object(field(answer, 'items')), answer.sentAt, answer.now)
      } else if (isKnown(answer.status) && answer.status !== 401) {
        judge.notSet(session, item, quantity)
      }
      return answer.status === 200
    },

    async page() {
      const answer = await ask('page', { method: 'GET', path: '/' })
      return answer.status === 200
    },

    close: () => http.close(),
  }
}

/** After a 5xx or no answer the outcome is unknown. */
function isKnown(status: number): boolean {
  return status !== 0 && status < 500
}
