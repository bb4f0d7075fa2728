// A steady stream of requests.
import { signal } from '@preact/signals'
import { ask } from './actions.ts'
import { announce } from './announcement.ts'
import type { Exchange } from './observation.ts'
import { pause } from './pause.ts'
import { pace, speed } from './stage/speed.ts'
import { step } from './state.ts'
import { streamPauseMs } from './stream-pause.ts'
import { summaryOf } from './summary.ts'

export const streaming = signal(false)

/** At most this many packets of the stream fly at once. At a slow speed, the stream sends less often. */
const maxFlying = 8

/** The number of the last stream: an earlier one ends, also when this one has been started during its pause. */
let last = 0

/** About four requests a second, until it is paused. */
export async function stream(): Promise<void> {
  const own = ++last
  streaming.value = true
  const opened = step.value
  const done: Exchange[] = []
  const flying = new Set<Promise<unknown>>()
  while (streaming.value && own === last) {
    if (flying.size < (speed.value === 'leg' ? 1 : maxFlying)) {
      const asked = ask(1, false).then((exchanges) => done.push(...exchanges))
      flying.add(asked)
      void asked.finally(() => flying.delete(asked))
    }
    await pause(streamPauseMs() / pace())
  }
  await Promise.all(flying)
  if (step.value === opened) announce((l) => summaryOf(done.slice(-400), l))
}

addEventListener('visibilitychange', () => {
  if (document.hidden) streaming.value = false
})
step.subscribe(() => {
  streaming.value = false
})
