import { chooseLanguage, language, messages } from '../i18n/language.ts'

// Each name is in its own language, for those who cannot read the other.
const names = { en: 'English', ko: '한국어' } as const

export function LanguageSwitch() {
  return (
    <fieldset class="switch">
      <legend class="visually-hidden">{messages.value.language}</legend>
      {(['en', 'ko'] as const).map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          aria-pressed={language.value === choice}
          onClick={() => chooseLanguage(choice)}
        >
          {names[choice]}
        </button>
      ))}
    </fieldset>
  )
}
