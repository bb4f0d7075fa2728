// The steady load that a row breaks something under.
import { setTimeout as delay } from 'node:timers/promises'
import type { Judge } from '../judge/judge.ts'
import { commuter, ghost, shopper } from './actors.ts'
import { type Done, endedAt, isServed } from './requests.ts'
import { newVisitor, type Visitor } from './visitor.ts'

export interface LoadOptions {
  shoppers: number
  /** Logged in, but silent until the end. */
  sleepers: number
  thinkMs: number
}

export interface Load {
  /** Every request since the load began, in the order of their ends. */
  requests: readonly Done[]
  /** At most so many requests of users are under way at once. */
  shoppers: number
  names: readonly string[]
  /** The id of each visitor's session, by the visitor's name. */
  sessionIds: ReadonlyMap<string, string>
  /** Sessions that nobody ends: how many of them are still there is asked at the end. */
  sessions: number
  /** Waits until every shopper has had so many answers more, good or bad. */
  rounds(answers: number): Promise<void>
  /** Waits until everybody is served again. @returns how many ms after `since` the last failure ended */
  recovered(since: number, timeoutMs: number): Promise<number>
  /** Waits until nothing is on its way any more that was sent so far. @returns what moment that was */
  settled(): Promise<number>
  /** Ends the load, and asks for everything once more. @returns how many of the sessions are still there */
  finish(): Promise<number>
}

interface Progress {
  answers: number
  goodInARow: number
}

/** Two servers in turns: four good answers in a row are two of each. */
const SERVED = 4
/** A request takes 15 s at most: whoever waits longer for answers waits for nothing. */
const PATIENCE_MS = 60_000
/** When nobody is frozen any more: what lies with a server is executed within this, or never. */
const MOMENT_MS = 1_000

export async function startLoad(
  baseUrl: string,
  judge: Judge,
  { shoppers: count, sleepers, thinkMs }: LoadOptions,
): Promise<Load> {
  const requests: Done[] = []
  const note = (done: Done) => void requests.push(done)
  const progress: Progress[] = []

  const visitors = await allOf(count + sleepers, async () => {
    const mine = { answers: 0, goodInARow: 0 }
    progress.push(mine)
    return newVisitor({
      baseUrl,
      judge,
      note(done) {
        note(done)
        mine.answers += 1
        mine.goodInARow = isServed(done) ? mine.goodInARow + 1 : 0
      },
    })
  })
  const travels: Progress = { answers: 0, goodInARow: 0 }
  const traveller = await newVisitor({
    baseUrl,
    judge,
    note(done) {
      note(done)
      travels.answers += 1
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
      // What was good before says nothing about now.
      for (const each of shoppersProgress) each.goodInARow = 0
      const areServed = () => shoppersProgress.every((each) => each.goodInARow >= SERVED)
      await until(areServed, timeoutMs, 'everybody to be served again')
      const last = requests.findLast((done) => !isServed(done))
      return last === undefined ? 0 : Math.max(0, endedAt(last) - since)
    },

    async settled() {
      const now = performance.now()
      // One at a time: whoever has an answer more has none to come from before.
      await moreAnswers([...shoppersProgress, travels], 1)
      await delay(MOMENT_MS)
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
  await until(isDone, PATIENCE_MS, `${answers} more answers for everybody`)
}

/** A cookie is the id of its session, and a signature. */
function idIn(cookie = ''): string {
  return decodeURIComponent(cookie).slice('sid='.length).split('.')[0] ?? ''
}

/** Asks for all that the visitor has, so that the judge hears of it. */
async function isStillThere(visitor: Visitor, session: string | undefined): Promise<boolean> {
  return (await visitor.me()) && (await visitor.cart()) && visitor.session() === session
}

/** Does it so many times, four at a time: a login is work, and more of them at once would be refused. */
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
