// The lesson: predict, act, observe, why.
import { useEffect, useRef } from 'preact/hooks'
import { Controls } from '../controls/controls.tsx'
import { texts } from '../i18n/texts.ts'
import { step } from '../state.ts'
import { go, isPassedNow, met, openStep, predict, prediction, replay } from './progress.ts'
import { sandbox } from './steps.ts'

export function LessonHead() {
  const l = texts.value
  const heading = useRef<HTMLHeadingElement>(null)
  const text = l.steps[step.value - 1]
  const isFirst = useRef(true)

  // A step is a page of its own: reading starts at its top.
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus()
    isFirst.current = false
  }, [step.value])

  return (
    <header class="lesson-head">
      <p class="eyebrow">{l.stepOf(step.value, sandbox)}</p>
      <h2 id="lesson-heading" ref={heading} tabIndex={-1}>
        {text?.title}
      </h2>
      <p>{text?.intro}</p>
    </header>
  )
}

export function Lesson() {
  const l = texts.value
  const isSandbox = step.value === sandbox
  const isReady = isSandbox || prediction.value !== undefined
  return (
    <section class="lesson panel" aria-labelledby="lesson-heading">
      {!isSandbox && !isPassedNow.value && <Question />}
      {isReady && (
        <>
          <section class="controls" aria-labelledby="act-heading">
            <h3 class="eyebrow" id="act-heading">
              {l.act}
            </h3>
            <Controls />
          </section>
          <Goals />
          {isPassedNow.value && <Why />}
        </>
      )}
      <div class="buttons turn">
        {step.value > 1 && (
          <button type="button" class="quiet" onClick={() => go(step.value - 1)}>
            {l.back}
          </button>
        )}
        {isReady && (
          <button type="button" class="quiet" onClick={replay}>
            {l.replay}
          </button>
        )}
        {!isSandbox && isPassedNow.value && (
          <button type="button" class="primary" onClick={() => go(step.value + 1)}>
            {l.next}
          </button>
        )}
      </div>
    </section>
  )
}

function Question() {
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

function Goals() {
  const l = texts.value
  const text = l.steps[step.value - 1]
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
                {goal}
                <span class="visually-hidden"> ({isMet ? l.goalMet : l.goalOpen})</span>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Why() {
  const l = texts.value
  const text = l.steps[step.value - 1]
  const { right } = openStep.value
  const choice = prediction.value?.choice
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <section class="why" ref={section} aria-labelledby="why-heading">
      <h3 class="eyebrow" id="why-heading">
        {l.why}
      </h3>
      {choice !== undefined && (
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
