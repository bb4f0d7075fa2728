// The steady load that runs during every fault.
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@session-clustering/testing'
import type { Judge } from '../judge/judge.ts'
import { logInAndOut, replay, useCart } from './loops.ts'
import { type Done, isServed } from './requests.ts'
import { newVisitor, type Visitor } from './visitor.ts'

export interface LoadOptions {
  /** Visitors that send requests all the time. */
  active: number
  /** Visitors that are logged in and send nothing until the end. */
  idle: number
  thinkMs: number
}

export type Load = Awaited<ReturnType<typeof startLoad>>

/** A request takes 15 s at most (load/http.ts), so a longer wait for answers cannot succeed. */
const ANSWERS_TIMEOUT_MS = 60_000
/** A row fails when a visitor is not served again within this time. */
const RECOVERY_TIMEOUT_MS = 30_000
/** Once nothing is frozen, a server executes a received request within this time, or never. */
const EXECUTED_WITHIN_MS = 1_000

export async function startLoad(
  baseUrl: string,
  judge: Judge,
  backends: number,
  { active: count, idle, thinkMs }: LoadOptions,
) {
  const requests: Done[] = []
  const options = { baseUrl, judge, record: (done: Done) => void requests.push(done) }
  // One after the other: a busy machine hashes few passwords at once, and refuses more.
  const visitors = await inTurn(Array.from({ length: count + idle }), () => newVisitor(options))
  const active = visitors.slice(0, count)
  const other = await newVisitor(options)
  await inTurn(visitors, async (visitor) => {
    if (!(await visitor.logIn())) throw new Error(`${visitor.name} cannot log in`)
  })
  requests.length = 0
  const sessions = new Map(visitors.map((visitor) => [visitor, visitor.session()]))

  const end = new AbortController()
  const loop = { thinkMs, stopped: end.signal }
  const endedSessions: string[] = []
  const ended = Promise.allSettled([
    ...active.map((visitor, i) => useCart(visitor, loop, i)),
    logInAndOut(other, loop, endedSessions),
    replay(options, loop, endedSessions),
  ])

  return {
    /** Every request since the start of the load, in the order of their ends. */
    requests: requests as readonly Done[],
    /** The number of visitors that change something: the active ones, and the one that logs in and out. */
    writers: count + 1,
    /** The number of sessions that no visitor ends. `finish` checks how many are left. */
    sessions: visitors.length,
    /** The id of each of these sessions, by the visitor's name. */
    sessionIds: new Map(visitors.map(({ name, session }) => [name, idIn(session())])),

    /** Waits until every active visitor has received so many more answers, successful or not. */
    awaitAnswers: (more: number) => moreAnswers(active, more),

    /** Waits until every active visitor is served again. @returns how many ms after `since` the last failure ended */
    async recovered(since: number): Promise<number> {
      // With the backends in rotation, two successful answers in a row from each.
      const wanted = 2 * backends
      for (const { progress } of active) progress.servedInARow = 0
      await until(() => active.every(({ progress }) => progress.servedInARow >= wanted), {
        what: 'every active visitor to be served again',
        timeoutMs: RECOVERY_TIMEOUT_MS,
      })
      const last = requests.findLast((done) => !isServed(done))
      return Math.max(0, (last?.endedAt ?? since) - since)
    },

    /** Waits until no request that was sent before this call is in flight. @returns the time of the call */
    async settled(): Promise<number> {
      const now = performance.now()
      // Each visitor has one request in flight at a time, so one more answer completes every earlier request.
      await moreAnswers([...active, other], 1)
      await delay(EXECUTED_WITHIN_MS)
      return now
    },

    /** Stops the load and checks every session. @returns how many of the sessions are still valid */
    async finish(): Promise<number> {
      end.abort()
      const outcomes = await ended
      const valid = await inTurn(visitors, async (visitor) => {
        // Reads the user and the cart, so that the judge checks both.
        const answered = (await visitor.me()) && (await visitor.cart())
        return answered && visitor.session() === sessions.get(visitor)
      })
      for (const visitor of [...visitors, other]) visitor.close()
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
      return valid.filter(Boolean).length
    },
  }
}

async function moreAnswers(visitors: readonly Visitor[], more: number): Promise<void> {
  const wanted = visitors.map(({ progress }) => progress.answers + more)
  await until(() => visitors.every(({ progress }, i) => progress.answers >= (wanted[i] ?? 0)), {
    what: `${more} more answers for every visitor`,
    timeoutMs: ANSWERS_TIMEOUT_MS,
  })
}

/** The cookie is the session id, a dot and a signature. */
function idIn(cookie = ''): string {
  return decodeURIComponent(cookie).slice('sid='.length).split('.')[0] ?? ''
}

async function inTurn<T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const each of list) results.push(await work(each))
  return results
}
