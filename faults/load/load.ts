// The steady load that runs during every fault.
import { setTimeout as delay } from 'node:timers/promises'
import type { Judge } from '../judge/judge.ts'
import { commuter, ghost, shopper } from './actors.ts'
import { type Done, endedAt, isServed } from './requests.ts'
import { newVisitor, type Visitor } from './visitor.ts'

export interface LoadOptions {
  shoppers: number
  /** Users who are logged in and send nothing until the end. */
  sleepers: number
  thinkMs: number
}

export interface Load {
  /** Every request since the start of the load, in the order of their ends. */
  requests: readonly Done[]
  /** The number of shoppers, which is the largest number of their requests in flight. */
  shoppers: number
  names: readonly string[]
  /** The id of each visitor's session, by the visitor's name. */
  sessionIds: ReadonlyMap<string, string>
  /** The number of sessions that no visitor ends. `finish` checks how many are left. */
  sessions: number
  /** Waits until every shopper has received so many more answers, successful or not. */
  rounds(answers: number): Promise<void>
  /** Waits until every shopper is served again. @returns how many ms after `since` the last failure ended */
  recovered(since: number, timeoutMs: number): Promise<number>
  /** Waits until no request that was sent before this call is in flight. @returns the time of the call */
  settled(): Promise<number>
  /** Stops the load and checks every session. @returns how many of the sessions are still valid */
  finish(): Promise<number>
}

interface Progress {
  answers: number
  goodInARow: number
}

/** Four successful answers in a row: with two servers in rotation, two from each. */
const SERVED = 4
/** A request takes 15 s at most, so a longer wait for answers cannot succeed. */
const ANSWERS_TIMEOUT_MS = 60_000
/** Once nothing is frozen, a server executes a received request within this time, or never. */
const EXECUTED_WITHIN_MS = 1_000

export async function startLoad(
  baseUrl: string,
  judge: Judge,
  { shoppers: count, sleepers, thinkMs }: LoadOptions,
): Promise<Load> {
  const requests: Done[] = []
  const note = (done: Done) => void requests.push(done)
  const progress: Progress[] = []

  const visitors = await allOf(count + sleepers, async () => {
    const own = { answers: 0, goodInARow: 0 }
    progress.push(own)
    return newVisitor({
      baseUrl,
      judge,
      note(done) {
        note(done)
        own.answers += 1
        own.goodInARow = isServed(done) ? own.goodInARow + 1 : 0
      },
    })
  })
  const commuterProgress: Progress = { answers: 0, goodInARow: 0 }
  const traveller = await newVisitor({
    baseUrl,
    judge,
    note(done) {
      note(done)
      commuterProgress.answers += 1
    },
  })
  await allOf(visitors.length, async (i) => {
    const visitor = visitors[i]
    if (!(await visitor?.logIn())) throw new Error(`${visitor?.name} cannot log in`)
  })
  requests.length = 0
  const sessions = visitors.map((visitor) => visitor.session())
  const shoppersProgress = progress.slice(0, count)

  const end = new AbortController()
  const pace = { thinkMs, stopped: end.signal }
  const dead: string[] = []
  const loops = [
    ...visitors.slice(0, count).map((visitor, i) => shopper(visitor, pace, i)),
    commuter(traveller, pace, dead),
    ghost({ baseUrl, judge, note }, pace, dead),
  ]
  const ended = Promise.allSettled(loops)

  return {
    requests,
    shoppers: count,
    names: visitors.map(({ name }) => name),
    sessionIds: new Map(visitors.map(({ name }, i) => [name, idIn(sessions[i])])),
    sessions: visitors.length,

    rounds: (answers) => moreAnswers(shoppersProgress, answers),

    async recovered(since, timeoutMs) {
      // Answers before the mend do not count.
      for (const each of shoppersProgress) each.goodInARow = 0
      const areServed = () => shoppersProgress.every((each) => each.goodInARow >= SERVED)
      await until(areServed, timeoutMs, 'every shopper to be served again')
      const last = requests.findLast((done) => !isServed(done))
      return last === undefined ? 0 : Math.max(0, endedAt(last) - since)
    },

    async settled() {
      const now = performance.now()
      // Each visitor has one request in flight at a time, so one more answer completes every earlier request.
      await moreAnswers([...shoppersProgress, commuterProgress], 1)
      await delay(EXECUTED_WITHIN_MS)
      return now
    },

    async finish() {
      end.abort()
      const outcomes = await ended
      const found = await allOf(visitors.length, async (i) => {
        const visitor = visitors[i]
        return visitor !== undefined && (await isStillThere(visitor, sessions[i]))
      })
      for (const visitor of [...visitors, traveller]) visitor.close()
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
      return found.filter(Boolean).length
    },
  }
}

async function moreAnswers(whose: readonly Progress[], answers: number): Promise<void> {
  const wanted = whose.map((each) => each.answers + answers)
  const isDone = () => whose.every((each, i) => each.answers >= (wanted[i] ?? 0))
  await until(isDone, ANSWERS_TIMEOUT_MS, `${answers} more answers for every shopper`)
}

/** The cookie is the session id, a dot and a signature. */
function idIn(cookie = ''): string {
  return decodeURIComponent(cookie).slice('sid='.length).split('.')[0] ?? ''
}

/** Reads the user and the cart, so that the judge checks both. */
async function isStillThere(visitor: Visitor, session: string | undefined): Promise<boolean> {
  return (await visitor.me()) && (await visitor.cart()) && visitor.session() === session
}

/** Runs the work for each index, four at a time: the backends refuse more password checks at once. */
async function allOf<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next
      next += 1
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return results
}

async function until(isSo: () => boolean, timeoutMs: number, what: string): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}`)
    await delay(10)
  }
}
