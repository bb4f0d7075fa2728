// The visitor's language: the address (?lang=ko), or else their choice, or else the browser's preference, or else English.
import { computed, effect, signal } from '@preact/signals'
import { load, save } from '../browser-storage.ts'
import { en, type Messages } from './en.ts'
import { ko } from './ko.ts'

export type Language = 'en' | 'ko'

const dictionaries = { en, ko } satisfies Record<Language, Messages>

export const language = signal<Language>(loadChoice() ?? preferred(navigator.languages))
export const messages = computed<Messages>(() => dictionaries[language.value])

effect(() => {
  document.documentElement.lang = language.value
  document.title = messages.value.title
})

export function chooseLanguage(choice: Language): void {
  language.value = choice
  save('localStorage', 'language', choice)
  // A reload must not undo the choice.
  const url = new URL(location.href)
  if (!url.searchParams.has('lang')) return
  url.searchParams.set('lang', choice)
  history.replaceState(null, '', url)
}

function loadChoice(): Language | undefined {
  const linked = new URLSearchParams(location.search).get('lang')
  return [linked, load('localStorage', 'language')].find(
    (choice) => choice === 'en' || choice === 'ko',
  )
}

function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const base = tag.split('-')[0]
    if (base === 'en' || base === 'ko') return base
  }
  return 'en'
}
