import { chooseLanguage, language, messages } from '../i18n/language.ts'

// Each language name is in its own language, so that a visitor can read at least one.
const names = { en: 'English', ko: '한국어' } as const

export function LanguageSwitch() {
  return (
    <fieldset class="switch" translate={false}>
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
