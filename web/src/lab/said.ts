// The one sentence that an action or a switch gets, for those who listen and for those who look away.
import { signal } from '@preact/signals'
import type { Lab } from './i18n/en.ts'

/** Said in the language of the moment, and again when that changes. */
export const said = signal<(texts: Lab) => string>(() => '')

export function say(sentence: (texts: Lab) => string): void {
  said.value = sentence
}
