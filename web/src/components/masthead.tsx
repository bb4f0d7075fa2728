import type { ComponentChildren } from 'preact'
import { messages } from '../i18n/language.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export function Masthead({ children }: { children?: ComponentChildren }) {
  return (
    <header class="masthead">
      <h1>{messages.value.title}</h1>
      <div class="settings">
        {children}
        <ThemeSwitch />
        <LanguageSwitch />
      </div>
    </header>
  )
}
