// The class on the presenter's page. Its code is loaded on demand.
import { effect, signal } from '@preact/signals'
import type { ComponentType } from 'preact'

const parameter = 'class'
const linked = new URLSearchParams(location.search).get(parameter)

export const inClass = signal(linked !== null)
/** Shows the class; null until its code is loaded. */
export const classPanel = signal<ComponentType | null>(null)

/** The host and port that students open. `make class` puts it into the link, because the presenter may use `localhost`. */
export const classHost = /^[\w.:[\]-]+$/.test(linked ?? '') ? linked : location.host

/** Also changes the address, so that a reload keeps the class. */
export function setInClass(isOn: boolean): void {
  inClass.value = isOn
  const url = new URL(location.href)
  if (isOn) url.searchParams.set(parameter, linked ?? '')
  else url.searchParams.delete(parameter)
  history.replaceState(null, '', url)
}

effect(() => {
  if (!inClass.value || classPanel.peek()) return
  void import('./class/panel.tsx').then(({ Panel }) => {
    classPanel.value = Panel
  })
})
