import { texts } from '../i18n/texts.ts'
import { step } from '../state.ts'
import { passed } from './progress.ts'

/** Links to all steps. Every step is open at any time; passed steps have a tick. */
export function StepNav() {
  const l = texts.value
  return (
    <nav class="steps" aria-label={l.stepNav}>
      <ol>
        {l.steps.map(({ title }, i) => {
          const number = i + 1
          const isPassed = passed.value.has(number)
          return (
            <li key={number}>
              <a
                href={`#step=${number}`}
                aria-current={step.value === number ? 'step' : undefined}
                title={title}
                data-passed={isPassed}
              >
                {number}
                <span class="visually-hidden"> {isPassed ? l.stepPassed(title) : title}</span>
              </a>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
