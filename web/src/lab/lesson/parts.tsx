// The parts of a step: question, goals, explanation.
import { useEffect, useRef } from 'preact/hooks'
import { texts } from '../i18n/texts.ts'
import { seen, step } from '../state.ts'
import { repairs } from './prepare.ts'
import { met, predict, prediction } from './progress.ts'
import { exchanges } from './seen.ts'
import { sandbox } from './steps.ts'

// The same breakpoint as in layout.css.
const stacked = matchMedia('(max-width: 59.99rem)')

/** What the step has put right as it opened. */
export function Repairs() {
  const l = texts.value
  return (
    <div class="hint" aria-live="polite">
      {repairs.value.map((sentence) => (
        <p key={sentence(l)}>{sentence(l)}</p>
      ))}
    </div>
  )
}

/** The terms that a step needs from its beginning. */
export function Terms() {
  const { session, cookie, 503: unavailable } = texts.value.terms
  const terms = { 2: [session, cookie], 9: [unavailable] }[step.value] ?? []
  return terms.map((term) => (
    <p key={term} class="hint">
      {term}
    </p>
  ))
}

/** The meaning of a status, from its first answer on. */
function Statuses() {
  const { terms } = texts.value
  const has = (status: number) => exchanges(seen.value).some((answer) => answer.status === status)
  return (
    <>
      {step.value === 1 && has(401) && <p class="hint">{terms[401]}</p>}
      {step.value !== 9 && has(503) && <p class="hint">{terms[503]}</p>}
    </>
  )
}

export function Question() {
  const l = texts.value
  const text = l.steps[step.value - 1]
  return (
    <fieldset class="question" data-answered={prediction.value !== undefined}>
      <legend>
        <span class="eyebrow">{l.predict}</span>
        {text?.question}
      </legend>
      {text?.options.map((option, i) => (
        <button
          key={option}
          type="button"
          aria-pressed={prediction.value?.choice === i}
          onClick={() => predict(i)}
        >
          {option}
        </button>
      ))}
    </fieldset>
  )
}

export function Goals() {
  const l = texts.value
  const text = l.steps[step.value - 1]
  const tasks = l.tasks[step.value - 1]
  return (
    <section class="goals" aria-labelledby="goals-heading">
      <h3 class="eyebrow" id="goals-heading">
        {step.value === sandbox ? l.challenges : l.observe}
      </h3>
      <ul>
        {text?.goals.map((goal, i) => {
          const isMet = met.value[i] ?? false
          return (
            <li key={goal} data-goal={i + 1} data-met={isMet}>
              <svg viewBox="0 0 16 16" aria-hidden="true" class="tick">
                {isMet ? <path d="M3 8.5l3.5 3.5L13 4.5" /> : <circle cx="8" cy="8" r="5.5" />}
              </svg>
              <span>
                {isMet ? goal : (tasks?.[i] ?? goal)}
                <span class="visually-hidden"> ({isMet ? l.goalMet : l.goalOpen})</span>
              </span>
            </li>
          )
        })}
      </ul>
      <Statuses />
    </section>
  )
}

export function Why() {
  const l = texts.value
  const text = l.steps[step.value - 1]
  const { choice, right } = prediction.value ?? {}
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    // In two columns, scrolling would move the stage out of view.
    if (stacked.matches) section.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section class="why" ref={section} aria-labelledby="why-heading">
      <h3 class="eyebrow" id="why-heading">
        {l.why}
      </h3>
      {choice !== undefined && right !== undefined && (
        <p>
          {text?.question} <strong>{text?.options[right]}.</strong>{' '}
          {choice === right ? l.cameTrue : l.cameDifferent(text?.options[choice] ?? '')}
        </p>
      )}
      {text?.why.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </section>
  )
}
