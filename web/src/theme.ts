// The colour theme: light, dark, or the theme of the system.
import { effect, signal } from '@preact/signals'
import { load, save } from './browser-storage.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const theme = signal<Theme>(
  themes.find((name) => name === load('localStorage', 'theme')) ?? 'system',
)

effect(() => {
  // tokens.css sets color-scheme from this attribute.
  document.documentElement.dataset.theme = theme.value
})

export function chooseTheme(choice: Theme): void {
  theme.value = choice
  save('localStorage', 'theme', choice)
}
