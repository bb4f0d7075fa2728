// The documents for students. The build makes them from docs/*.md (web/document-pages.ts).
import { language } from '../../i18n/language.ts'
import { texts } from '../i18n/texts.ts'

export function TakeAway() {
  const l = texts.value
  const suffix = language.value === 'en' ? '.html' : `.${language.value}.html`
  return (
    <ul>
      <li>
        <a href={`/docs/handout${suffix}`}>{l.handout}</a>
      </li>
      <li>
        <a href={`/docs/exercises${suffix}`}>{l.exercises}</a>
      </li>
    </ul>
  )
}
