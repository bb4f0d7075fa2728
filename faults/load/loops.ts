// The closed loops of the load: what each kind of visitor does repeatedly.
import { setTimeout as delay } from 'node:timers/promises'
import { field, httpClient } from './http.ts'
import { doneOf } from './requests.ts'
import type { Visitor, VisitorOptions } from './visitor.ts'

export interface LoopOptions {
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

/** Stays logged in, and never logs out. @param first the first step of the round */
export async function useCart(visitor: Visitor, { thinkMs, stopped }: LoopOptions, first: number) {
  for (let step = first; !stopped.aborted; step += 1) {
    const what = ROUND[step % ROUND.length] ?? 'me'
    // After an unexpected logout the judge has the violation. Log in again, so that the load continues.
    const isLoggedIn = visitor.session() !== undefined || (await visitor.logIn())
    const isDone = isLoggedIn && (await visitor[what]())
    await delay(isDone ? thinkMs : RETRY_MS)
  }
}

/** Logs in, sends requests and logs out repeatedly. Collects the cookies of the ended sessions. */
export async function logInAndOut(
  visitor: Visitor,
  { thinkMs, stopped }: LoopOptions,
  endedSessions: string[],
) {
  while (!stopped.aborted) {
    if (await visitor.logIn()) {
      await visitor.add()
      await visitor.me()
      await visitor.cart()
    }
    const cookie = visitor.session()
    while (cookie !== undefined && !(await visitor.logOut())) await delay(RETRY_MS)
    if (cookie !== undefined) endedSessions.push(cookie)
    await delay(thinkMs * 5)
  }
}

/** Sends the cookies of ended sessions, the newest most often. */
export async function replay(
  { baseUrl, judge, record }: VisitorOptions,
  { thinkMs, stopped }: LoopOptions,
  endedSessions: readonly string[],
) {
  const http = httpClient(baseUrl)
  for (let turn = 0; !stopped.aborted; turn += 1) {
    const cookie =
      turn % 2 === 0 ? endedSessions.at(-1) : endedSessions[turn % endedSessions.length]
    if (cookie !== undefined) await send(cookie)
    await delay(thinkMs * 2)
  }
  // At the end, every one of them once more.
  for (const cookie of endedSessions) await send(cookie)
  http.close()

  async function send(cookie: string) {
    const sentAt = performance.now()
    const answer = await http.call({ method: 'GET', path: '/api/me', cookie })
    const at = performance.now()
    record(doneOf('ended session', 'replay', sentAt, at, answer, answer.status === 401))
    if (answer.status === 200) judge.sawOwner(cookie, String(field(answer, 'username')), sentAt, at)
  }
}
