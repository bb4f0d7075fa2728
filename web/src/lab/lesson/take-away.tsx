// The end of the lesson: the comparison, the documents for students, which the build makes from docs/*.md
// (web/document-pages.ts), and what the repository has.
import { language } from '../../i18n/language.ts'
import { texts } from '../i18n/texts.ts'
import { Comparison } from './comparison.tsx'

export function TakeAway() {
  const l = texts.value
  const suffix = language.value === 'en' ? '' : `.${language.value}`
  return (
    <section class="panel take-away" aria-labelledby="take-away-heading">
      <Comparison />
      <h2 id="take-away-heading">{l.takeAway}</h2>
      <ul>
        <li>
          <a href={`/docs/handout${suffix}.html`}>{l.handout}</a>
        </li>
        <li>
          <a href={`/docs/exercises${suffix}.html`}>{l.exercises}</a>
        </li>
        <li>
          <code>README{suffix}.md</code>: {l.inReadme}
        </li>
        <li>
          <code>docs</code>: {l.inDocs}
        </li>
        <li>
          <code>packages/store</code>: {l.inPackage}
        </li>
      </ul>
    </section>
  )
}
