// Presenter mode for a projector: a large stage, large type, and keys.
import { effect, signal } from '@preact/signals'
import { language } from '../i18n/language.ts'
import { classHost, inClass } from './class-mode.ts'
import { step } from './state.ts'

const parameter = 'present'
export const presenting = signal(new URLSearchParams(location.search).has(parameter))

effect(() => {
  document.documentElement.toggleAttribute('data-presenter', presenting.value)
})

/** Also changes the address, so that a reload keeps the mode. */
export function setPresenting(isOn: boolean): void {
  presenting.value = isOn
  const url = new URL(location.href)
  if (isOn) url.searchParams.set(parameter, '')
  else url.searchParams.delete(parameter)
  history.replaceState(null, '', url)
}

/** The address of the open step in presenter mode, in the chosen language. */
export const presenterLink = () =>
  `${location.origin}/?${parameter}${inClass.value ? `&class=${classHost}` : ''}&lang=${language.value}#step=${step.value}`
