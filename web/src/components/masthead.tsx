import type { ComponentChildren } from 'preact'
import { messages } from '../i18n/language.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

interface MastheadProps {
  nav?: ComponentChildren
  children?: ComponentChildren
}

export function Masthead({ nav, children }: MastheadProps) {
  return (
    <header class="masthead">
      <h1>{messages.value.title}</h1>
      {nav}
      <div class="settings">
        {children}
        <ThemeSwitch />
        <LanguageSwitch />
      </div>
    </header>
  )
}
