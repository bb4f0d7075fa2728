// The closed loops of the load: what each kind of visitor does repeatedly.
import { setTimeout as delay } from 'node:timers/promises'
import { field, httpClient } from './http.ts'
import { doneOf } from './requests.ts'
import type { Ground, Visitor } from './visitor.ts'

export interface Pace {
  /** Pause between two requests of one visitor. */
  thinkMs: number
  stopped: AbortSignal
}

/** Pause between an error and the next attempt. */
const RETRY_MS = 100

/** A fixed order, so that every part of a run contains every kind of request. */
export const ROUND = [
  'me',
  'add',
  'me',
  'set',
  'cart',
  'me',
  'add',
  'set',
  'page',
  'add',
  'cart',
] as const

/** Stays logged in, and never logs out. */
export async function shopper(visitor: Visitor, { thinkMs, stopped }: Pace, start: number) {
  for (let step = start; !stopped.aborted; step += 1) {
    const what = ROUND[step % ROUND.length] ?? 'me'
    // After an unexpected logout the judge has the violation. Log in again, so that the load continues.
    const isIn = visitor.session() !== undefined || (await visitor.logIn())
    const isDone = isIn && (await visitor[what]())
    await delay(isDone ? thinkMs : RETRY_MS)
  }
}

/** Logs in, sends requests and logs out repeatedly. Collects the cookies of the ended sessions. */
export async function commuter(visitor: Visitor, pace: Pace, dead: string[]) {
  const { stopped, thinkMs } = pace
  while (!stopped.aborted) {
    if (await visitor.logIn()) {
      await visitor.add()
      await visitor.me()
      await visitor.cart()
    }
    const cookie = visitor.session()
    while (cookie !== undefined && !(await visitor.logOut())) await delay(RETRY_MS)
    if (cookie !== undefined && visitor.session() === undefined) dead.push(cookie)
    await delay(thinkMs * 5)
  }
}

/** Sends the cookies of ended sessions, the newest most often. */
export async function ghost({ baseUrl, judge, note }: Ground, pace: Pace, dead: string[]) {
  const http = httpClient(baseUrl)
  for (let turn = 0; !pace.stopped.aborted; turn += 1) {
    const tried = turn % 2 === 0 ? dead.at(-1) : dead[turn % dead.length]
    if (tried !== undefined) await tryDead(tried)
    await delay(pace.thinkMs * 2)
  }
  // At the end, every one of them once more.
  for (const each of dead) await tryDead(each)
  http.close()

  async function tryDead(cookie: string) {
    const sentAt = performance.now()
    const answer = await http.call({ method: 'GET', path: '/api/me', cookie })
    const now = performance.now()
    note(doneOf('dead cookie', 'ghost', sentAt, now, answer, answer.status === 401))
    if (answer.status === 200) {
      judge.sawOwner(cookie, String(field(answer, 'username')), sentAt, now)
    }
  }
}
