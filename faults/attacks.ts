// What one visitor can do to a stack with its default limits. docs/security.md lists the limits.
import { setTimeout as delay } from 'node:timers/promises'
import type { Account, Attacker } from './attacker.ts'
import { type Answer, type Call, field, sessionCookie } from './load/http.ts'
import { type Requirement, statusIs } from './requirements.ts'

export interface Attack {
  what: string
  /** The statuses that the attacker may get. */
  statuses: readonly number[]
  /** @param until a time of `performance.now()`, for what has no end */
  run(attacker: Attacker, until: number, victim: Account): Promise<Attacked>
}

export interface Attacked {
  answers: readonly Answer[]
  requirements: readonly Requirement[]
}

const STREAMS = 420
/** 200 of one address on each of two backends. */
const MOST_STREAMS = 400
const MOST_ITEMS = 50
const MOST_SESSIONS = 50
const FREE_GUESSES = 10
/** Later guesses have to wait 5 s first, and 30 s at most. */
const GUESSES_MEANWHILE = 3

/** The guesses are the last: what they leave is the delay of the victim's next login. */
export const attacks: readonly Attack[] = [
  {
    what: `opens ${STREAMS} event streams that begin in the past`,
    statuses: [200, 429],
    async run({ openStreams }, until) {
      const { answers, close } = await openStreams(STREAMS, '/api/events?after=0-0')
      await delay(Math.max(0, until - performance.now()))
      close()
      const open = withStatus(200, answers)
      return { answers, requirements: [open <= MOST_STREAMS || `${open} streams are open`] }
    },
  },
  {
    what: 'adds 850 items to a cart over 50 connections',
    statuses: [200, 409],
    async run({ cookie, flood }) {
      const answers = await flood(50, (i) =>
        i < 850 ? { method: 'POST', path: `/api/cart/item-${i}`, cookie } : undefined,
      )
      const [cart] = await flood(1, once({ method: 'GET', path: '/api/cart', cookie }))
      const items = Object.keys(Object(cart && field(cart, 'items'))).length
      return { answers, requirements: [items === MOST_ITEMS || `a cart of ${items} items`] }
    },
  },
  {
    what: 'sends bodies, headers and addresses at their limits',
    statuses: [200, 400, 404, 413, 414, 431],
    async run({ cookie, flood }, until) {
      const get = (path: string, headers: Record<string, string>): Call => {
        return { method: 'GET', path, cookie, headers }
      }
      const login = (bytes: number): Call => {
        const empty = { username: 'a', password: '' }
        const password = 'x'.repeat(bytes - JSON.stringify(empty).length)
        return { method: 'POST', path: '/api/login', json: { ...empty, password } }
      }
      const expected: [status: number, call: Call][] = [
        // The lab's headers list the commands and the session, whose cart is full.
        [200, get('/api/cart', { 'x-lab-trace': '1' })],
        [200, get('/api/me', { 'x-long': 'x'.repeat(7_000) })],
        [431, get('/api/me', { 'x-long': 'x'.repeat(9_000) })],
        [200, get(`/api/me?${'x'.repeat(7_000)}`, {})],
        [404, get(`/api/${'x'.repeat(7_000)}`, {})],
        [200, get('/api/me', { 'user-agent': `a${'\t'.repeat(7_000)}b` })],
        [414, get(`/api/me?${'x'.repeat(9_000)}`, {})],
        [400, login(16 * 1024)],
        [413, login(16 * 1024 + 1)],
      ]
      const requirements: Requirement[] = []
      for (const [status, call] of expected) {
        requirements.push(statusIs(status, await flood(1, once(call))))
      }
      const answers = await flood(20, (i) => before(until, expected[i % expected.length]?.[1]))
      return { answers, requirements }
    },
  },
  {
    what: 'logs in over 20 connections, and lists the sessions',
    statuses: [200, 429, 503],
    async run({ account: json, cookie, flood }, until) {
      const listWith = (answers: readonly Answer[]): Call => {
        // Each login ends the oldest session.
        const newest = answers.findLast((answer) => sessionCookie(answer))
        const own = newest ? sessionCookie(newest) : cookie
        return { method: 'GET', path: '/api/sessions?limit=100', cookie: own }
      }
      const answers = await flood(20, (i, soFar) => {
        const call: Call =
          i % 2 === 0 ? { method: 'POST', path: '/api/login', json } : listWith(soFar)
        // Enough logins to exceed the limit, also on a slow machine.
        return i < 4 * MOST_SESSIONS ? call : before(until, call)
      })
      const [list] = await flood(1, once(listWith(answers)))
      const sessions: unknown = JSON.parse(list?.body ?? '')
      const count = Array.isArray(sessions) ? sessions.length : 0
      const isBounded = count > 1 && count <= MOST_SESSIONS
      return { answers, requirements: [isBounded || `a list of ${count} sessions`] }
    },
  },
  {
    what: 'signs up over 45 connections',
    statuses: [201, 429, 503],
    async run({ account, flood }, until) {
      const answers = await flood(45, (i) => {
        const json = { ...account, username: `${account.username}-${i}` }
        return before(until, { method: 'POST', path: '/api/signup', json })
      })
      const isLimited = withStatus(201, answers) < answers.length
      return { answers, requirements: [isLimited || 'no sign-up was refused'] }
    },
  },
  {
    what: 'guesses the password of another user over 20 connections',
    statuses: [401, 429, 503],
    async run({ flood }, until, { username }) {
      const answers = await flood(20, (i) => {
        const json = { username, password: `guess number ${i}` }
        return before(until, { method: 'POST', path: '/api/login', json })
      })
      const guesses = withStatus(401, answers)
      const isLimited = guesses <= FREE_GUESSES + GUESSES_MEANWHILE
      return { answers, requirements: [isLimited || `${guesses} guesses were answered`] }
    },
  },
]

const once = (call: Call) => (count: number) => (count === 0 ? call : undefined)

const before = (until: number, call: Call | undefined) =>
  performance.now() < until ? call : undefined

const withStatus = (wanted: number, answers: readonly Answer[]) =>
  answers.filter(({ status }) => status === wanted).length
