// The speed of the packets. With one leg at a time, each packet waits at every stop until the visitor moves it on.
import { signal } from '@preact/signals'
import { busy, step } from '../state.ts'

export const speeds = ['quarter', 'full', 'leg'] as const
export type Speed = (typeof speeds)[number]

export const speed = signal<Speed>('full')
/** Whether a packet waits for its next leg. */
export const isWaiting = signal(false)

/** A factor of the normal speed. */
export const pace = () => ({ quarter: 0.25, full: 1, leg: 0.5 })[speed.value]

const waiting = new Set<() => void>()
const flying = new Set<Animation>()
/** The number of the current flight. Packets of an earlier flight are removed at once, and their answers are shown. */
let flight = 0

export const currentFlight = () => flight

export function moveOn(): void {
  isWaiting.value = false
  for (const go of waiting) go()
  waiting.clear()
}

/** @param of the number of the packet's flight, from `currentFlight` */
export async function runLeg(of: number, animate: () => Animation): Promise<void> {
  if (of !== flight) return
  const animation = animate()
  animation.playbackRate = pace()
  flying.add(animation)
  await animation.finished
  flying.delete(animation)
}

/** Waits between two legs. Resolves at once, except with one leg at a time. */
export async function rest(of: number): Promise<void> {
  if (speed.value !== 'leg' || of !== flight) return
  isWaiting.value = true
  await new Promise<void>((go) => waiting.add(go))
}

export function setSpeed(to: Speed): void {
  speed.value = to
  for (const animation of flying) animation.playbackRate = pace()
  if (to !== 'leg') moveOn()
}

/** Ends all flights, so that their answers are shown. */
function landAll(): void {
  flight++
  for (const animation of flying) animation.finish()
  moveOn()
}

/** The elements that use Space themselves. A speed that is chosen already does nothing with it. */
const ownSpace = 'input, select, textarea, summary, dialog *, .speed [aria-pressed="false"]'

function onKey(event: KeyboardEvent): void {
  if (event.key !== ' ' || speed.value !== 'leg' || !busy.value) return
  if (event.target instanceof Element && event.target.matches(ownSpace)) return
  // Also between two stops: Space would press the button that has sent the request, or send another one.
  event.preventDefault()
  event.stopImmediatePropagation()
  if (!event.repeat) moveOn()
}

/**
 * Space moves a waiting packet on. A change of the step ends all flights, because their answers belong to the step that is
 * left; hiding the page does, because animations do not finish there.
 */
export function watchFlights(): () => void {
  const unsubscribe = step.subscribe(landAll)
  addEventListener('visibilitychange', landAll)
  addEventListener('keydown', onKey, true)
  return () => {
    unsubscribe()
    removeEventListener('visibilitychange', landAll)
    removeEventListener('keydown', onKey, true)
  }
}
