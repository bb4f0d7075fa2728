// Sign up and log in, or log out: by what the real thing, the shared realm, says about you.
import { signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { logIn, logOut, signUp } from '../actions.ts'
import type { Credentials } from '../api-types.ts'
import { messages } from '../i18n/language.ts'
import { isFailure, type Outcome } from '../outcome.ts'
import { problemText } from '../problem-text.ts'
import { type Entry, realms } from '../state.ts'
import { TextField } from './text-field.tsx'

type Result = 'signed up' | Outcome | null

const result = signal<Result>(null)

export function Account() {
  const t = messages.value
  const form = useRef<HTMLFormElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const identity = realms.shared.identity.value
  const problem = isOutcome(result.value) ? problemText(result.value, t) : null
  const errorOf = (field: string) => (problem?.field === field ? problem.text : null)

  async function submit(action: typeof logIn) {
    if (form.current === null) return
    const entries = await action(readCredentials(form.current))
    const failure = entries.find(isFailure)
    result.value = failure ?? (action === signUp ? 'signed up' : null)
    if (failure !== undefined) focusField(form.current, problemText(failure, t).field)
    if (realms.shared.identity.value === null) return
    form.current.password.value = ''
    keepFocus()
  }

  /** The control that had the focus has gone with its form: stay where it was. */
  function keepFocus() {
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost || form.current?.contains(document.activeElement)) heading.current?.focus()
  }

  return (
    <section class="account" aria-labelledby="account-heading">
      <h2 id="account-heading" class="visually-hidden" ref={heading} tabIndex={-1}>
        {t.account}
      </h2>
      <form
        ref={form}
        hidden={identity !== null}
        // The API judges, and its answer is shown in the page's language, not in the browser's.
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit(logIn)
        }}
      >
        <TextField
          name="username"
          label={t.username}
          error={errorOf('username')}
          autoComplete="username"
        />
        <TextField
          name="password"
          type="password"
          label={t.password}
          hint={t.passwordHint}
          error={errorOf('password')}
          autoComplete="current-password"
        />
        <div class="buttons">
          <button type="submit" class="primary">
            {t.logIn}
          </button>
          <button type="button" onClick={() => void submit(signUp)}>
            {t.signUp}
          </button>
        </div>
        {result.value === 'signed up' && <p class="note">{t.signedUp}</p>}
      </form>
      {identity !== null && (
        <div class="signed-in">
          <p>{t.loggedInAs(identity.username)}</p>
          <button type="button" onClick={() => void logOut().then(showProblem).then(keepFocus)}>
            {t.logOut}
          </button>
        </div>
      )}
      {problem !== null && problem.field === null && (
        <p class="error" role="alert">
          {problem.text}
        </p>
      )}
    </section>
  )
}

function showProblem(entries: readonly Entry[]) {
  result.value = entries.find(isFailure) ?? null
}

function isOutcome(value: Result): value is Outcome {
  return value !== null && value !== 'signed up'
}

function readCredentials(form: HTMLFormElement): Credentials {
  const data = new FormData(form)
  return {
    username: String(data.get('username') ?? ''),
    password: String(data.get('password') ?? ''),
  }
}

function focusField(form: HTMLFormElement, field: string | null) {
  const control = field === null ? null : form.elements.namedItem(field)
  if (control instanceof HTMLInputElement) control.focus()
}
