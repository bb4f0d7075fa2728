// The lab's texts. Only the visitor's language is loaded.
import { signal } from '@preact/signals'
import { type Language, language } from '../../i18n/language.ts'
import type { Lab } from './en.ts'

const dictionaries: Record<Language, () => Promise<Lab>> = {
  en: async () => (await import('./en.ts')).en,
  ko: async () => (await import('./ko.ts')).ko,
}

export const texts = signal(await dictionaries[language.value]())

language.subscribe(async (choice) => {
  const chosen = await dictionaries[choice]()
  if (choice === language.value) texts.value = chosen
})
