// The actions of the controls.

import type { Realm } from '@session-clustering/api/lab'
import { announce } from './announcement.ts'
import { allShown } from './delivery.ts'
import { lastRace } from './lesson/race.ts'
import { pause } from './pause.ts'
import { enqueue } from './queue.ts'
import { send } from './send.ts'
import { pace, speed } from './stage/speed.ts'
import { records, seen, step, users } from './state.ts'

/** The pause between the requests of one action, so that people can see the turns. */
const paceMs = 110

/** With one leg at a time, the next request starts when the packet of the last one is back. */
const nextTurn = () => (speed.value === 'leg' ? allShown() : pause(paceMs / pace()))

export function ask(times = 1, isAnnounced = true) {
  const opened = step.value
  return enqueue(async () => {
    const done = [await send('me')]
    while (done.length < times) {
      await nextTurn()
      // The other requests belong to the step that was left.
      if (step.value !== opened) break
      done.push(await send('me'))
    }
    return done
  }, isAnnounced)
}

/** Sends `GET me` to each realm whose user is not known yet. */
export function loadUsers(...realms: Realm[]): void {
  for (const each of realms) {
    if (users.value[each] === undefined) enqueue(async () => [await send('me', { realm: each })])
  }
}

/** Asks again for each session that is shown as alive. The page may have missed the event of its end. */
export function checkSessions(): void {
  for (const each of ['shared', 'second', 'blob'] as const) {
    if (records.value[each]?.ended !== null) continue
    enqueue(async () => [await send('me', { realm: each })], false)
  }
}

export const act = (...parameters: Parameters<typeof send>) =>
  enqueue(async () => [await send(...parameters)] as const)

export const logOut = () => act('logout')

/** Reads a cart, changes it twice at the same moment, and reads it again. */
export const addTwoAtOnce = async (each: 'shared' | 'blob') => {
  await enqueue(async () => {
    const before = await send('cart', { realm: each })
    const both = ['book', 'pen'].map((rest) => send('add', { realm: each, rest, holdMs: 400 }))
    return [before, ...(await Promise.all(both)), await send('cart', { realm: each })]
  }, false)
  const race = lastRace(seen.value, each)
  if (race) announce((l) => `${l.cartOf[each]}: ${race.lost > 0 ? l.lostSome : l.keptAll}`)
}
