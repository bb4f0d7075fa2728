import { messages } from '../i18n/language.ts'
import { chooseTheme, type Theme, theme, themes } from '../theme.ts'

export function ThemeSwitch() {
  const t = messages.value
  return (
    <label class="theme">
      <span class="visually-hidden">{t.theme}</span>
      <select
        value={theme.value}
        onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}
      >
        {themes.map((name) => (
          <option key={t.themes[name]} value={name} selected={theme.value === name}>
            {t.themes[name]}
          </option>
        ))}
      </select>
    </label>
  )
}
