// What the presenter's page tells the class: the open step, its realm and the routing.
import { effect } from '@preact/signals'
import type { OpenLesson } from '@session-clustering/api/class'
import type { Call } from '../../api.ts'
import { announce } from '../announcement.ts'
import { setInClass } from '../class-mode.ts'
import { routing } from '../routing.ts'
import { realm, step } from '../state.ts'
import { callAsPresenter, refusedSwitch } from '../switches.ts'

const path = '/api/lab/class'

const shown = (): OpenLesson => ({
  step: step.value,
  realm: realm.value,
  routing: routing.value,
})

let isSending = false
let isOutdated = false

/** Sends one request at a time: two at once could arrive in the wrong order. */
export async function openClass(): Promise<void> {
  isOutdated = true
  if (isSending) return
  isSending = true
  while (isOutdated) {
    isOutdated = false
    await request({ method: 'PUT', path, body: shown() }, openClass)
  }
  isSending = false
}

export async function endClass(): Promise<void> {
  if (await request({ method: 'DELETE', path }, endClass)) setInClass(false)
}

/** Opens the class, and tells it each change. @returns a function that stops it */
export const followLesson = () =>
  effect(() => {
    shown()
    void openClass()
  })

/** @param again is called when the presenter has given the key */
async function request(call: Call, again: () => Promise<void>): Promise<boolean> {
  const { status } = await callAsPresenter(call)
  if (status === 403) refusedSwitch.value = again
  else if (status !== 204) announce((l) => l.switchFailed(status))
  return status === 204
}
