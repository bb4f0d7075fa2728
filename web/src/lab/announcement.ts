// The announcement: one sentence for each action or switch, also for screen readers.
import { signal } from '@preact/signals'
import type { Lab } from './i18n/en.ts'

/** A function of the dictionary, so that the sentence follows a change of the language. */
export const announcement = signal<(texts: Lab) => string>(() => '')

let latest = 0

/** @param at when it happened, from `performance.now()`: a packet in flight may show an older answer after a newer switch */
export function announce(sentence: (texts: Lab) => string, at = performance.now()): void {
  if (at < latest) return
  latest = at
  announcement.value = sentence
}
