// The page of a student's phone.
import { BackendMark } from '../../components/marks.tsx'
import { Masthead } from '../../components/masthead.tsx'
import { TextField } from '../../components/text-field.tsx'
import { texts } from '../i18n/texts.ts'
import {
  ask,
  busy,
  failed,
  join,
  last,
  lesson,
  logIn,
  name,
  predict,
  prediction,
  repeat,
} from './phone.ts'

export function start() {
  void repeat()
  return <JoinPage />
}

function JoinPage() {
  return (
    <>
      <Masthead />
      <main class="phone">{name.value === '' ? <Name /> : <Student />}</main>
    </>
  )
}

function Name() {
  const l = texts.value.class
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault()
        join(String(new FormData(event.currentTarget).get('student')).trim())
      }}
    >
      <h2>{l.join}</h2>
      <TextField
        name="student"
        label={l.name}
        hint={l.nameHint}
        autoComplete="off"
        error={null}
        maxLength={20}
      />
      <button type="submit" class="primary">
        {l.joinNow}
      </button>
    </form>
  )
}

function Student() {
  const l = texts.value
  return (
    <>
      <section class="panel" aria-labelledby="student-name">
        <div class="buttons">
          <h2 id="student-name" translate={false}>
            {name.value}
          </h2>
          <button type="button" class="quiet" onClick={() => join('')}>
            {l.class.otherName}
          </button>
        </div>
        {lesson.value === null && <p>{l.class.noClass}</p>}
        <Answered />
        <div class="buttons">
          <button
            type="button"
            class={last.value?.loggedIn ? '' : 'primary'}
            disabled={busy.value}
            onClick={() => void logIn()}
          >
            {l.guestLogIn}
          </button>
          <button type="button" onClick={() => void ask()}>
            {l.sendOne}
          </button>
        </div>
        <p role="status">{failed.value !== null && l.failed(failed.value)}</p>
        <p class="hint">{l.class.repeats}</p>
      </section>
      <Question />
    </>
  )
}

/** The server that answered last, and whether it knows the student. */
function Answered() {
  const l = texts.value.class
  const { servedBy, loggedIn } = last.value ?? {}
  return (
    <div class="answered" data-logged-in={loggedIn}>
      {servedBy && <BackendMark name={servedBy} />}
      {last.value && (
        <p>
          <b>{servedBy ? l.answered(servedBy) : l.notAnswered}</b>
          <span>{loggedIn !== undefined && l.is(loggedIn)}</span>
        </p>
      )}
    </div>
  )
}

/** The question of the presenter's step. */
function Question() {
  const { steps, predict: heading } = texts.value
  const { step = 0 } = lesson.value ?? {}
  const text = steps[step - 1]
  if (!text?.question) return null
  const { step: answered, choice } = prediction.value
  return (
    <section class="panel">
      <fieldset class="question">
        <legend>
          <span class="eyebrow">{heading}</span>
          {text.question}
        </legend>
        {text.options.map((option, i) => (
          <button
            key={option}
            type="button"
            aria-pressed={answered === step && choice === i}
            onClick={() => predict(step, i)}
          >
            {option}
          </button>
        ))}
      </fieldset>
    </section>
  )
}
