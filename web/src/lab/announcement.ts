// The announcement: one sentence for each action or switch, also for screen readers.
import { signal } from '@preact/signals'
import type { Lab } from './i18n/en.ts'

/** A function of the dictionary, so that the sentence follows a change of the language. */
export const announcement = signal<(texts: Lab) => string>(() => '')

export function announce(sentence: (texts: Lab) => string): void {
  announcement.value = sentence
}
