// A steady stream of requests.
import { signal } from '@preact/signals'
import { ask } from './actions.ts'
import { announce } from './announcement.ts'
import type { Exchange } from './observation.ts'
import { pause } from './queue.ts'
import { busy, step } from './state.ts'
import { summaryOf } from './summary.ts'

export const streaming = signal(false)

/** Four requests a second, until it is paused. */
export async function stream(): Promise<void> {
  streaming.value = true
  const done: Exchange[] = []
  while (streaming.value) {
    if (!busy.value) done.push(...(await ask(1, false)))
    await pause(250)
  }
  announce((l) => summaryOf(done.slice(-400), l))
}

addEventListener('visibilitychange', () => {
  if (document.hidden) streaming.value = false
})
step.subscribe(() => {
  streaming.value = false
})
