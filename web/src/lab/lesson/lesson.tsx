// The lesson: predict, act, observe, why.
import { useEffect, useRef } from 'preact/hooks'
import { BackendName } from '../../components/backend-name.tsx'
import { Controls } from '../controls/controls.tsx'
import { texts } from '../i18n/texts.ts'
import { others, step } from '../state.ts'
import { Goals, Question, Repairs, Terms, Why } from './parts.tsx'
import { lookOf } from './primary.ts'
import { goTo, isPassedNow, prediction, replay } from './progress.ts'
import { sandbox } from './steps.ts'

export function LessonHead() {
  const l = texts.value
  const heading = useRef<HTMLHeadingElement>(null)
  const text = l.steps[step.value - 1]
  const isFirst = useRef(true)

  // A new step starts at the top, like a new page.
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
      <Terms />
    </header>
  )
}

/** Invites to a server in another language, where there is one. */
function OtherServers() {
  const l = texts.value
  return others.value.map((name) => (
    <p key={name}>{l.otherServerShares(<BackendName name={name} />)}</p>
  ))
}

export function Lesson() {
  const l = texts.value
  const isSandbox = step.value === sandbox
  const isReady = isSandbox || prediction.value !== undefined
  return (
    <section class="lesson panel" aria-labelledby="lesson-heading">
      <Repairs />
      {!isSandbox && !isPassedNow.value && <Question />}
      {isReady && (
        <>
          <section class="controls" aria-labelledby="act-heading">
            <h3 class="eyebrow" id="act-heading">
              {l.act}
            </h3>
            {isSandbox && <OtherServers />}
            <Controls />
          </section>
          <Goals />
          {isPassedNow.value && <Why />}
        </>
      )}
      <div class="buttons turn">
        {step.value > 1 && (
          <button type="button" class="quiet" onClick={() => goTo(step.value - 1)}>
            {l.back}
          </button>
        )}
        {isReady && (
          <button type="button" class="quiet" onClick={replay}>
            {l.replay}
          </button>
        )}
        {!isSandbox && isPassedNow.value && (
          <button type="button" class={lookOf('next')} onClick={() => goTo(step.value + 1)}>
            {l.next}
          </button>
        )}
      </div>
    </section>
  )
}
