import { signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { logIn, signUp } from '../actions.ts'
import { messages } from '../i18n/language.ts'
import { isFailure, type Outcome } from '../outcome.ts'
import { type Field, problemText } from '../problem-text.ts'
import { realms } from '../state.ts'
import { TextField } from './text-field.tsx'

/** What went wrong when you last signed up, logged in or logged out. */
export const accountProblem = signal<Outcome | null>(null)
const signedUp = signal(false)

interface CredentialsFormProps {
  /** Kept while you are logged in: its username is needed again after the logout. */
  hidden: boolean
  onLoggedIn: () => void
}

export function CredentialsForm({ hidden, onLoggedIn }: CredentialsFormProps) {
  const t = messages.value
  const form = useRef<HTMLFormElement>(null)
  const problem = accountProblem.value && problemText(accountProblem.value, t)
  const errorOf = (field: Field) => (problem?.field === field ? problem.text : null)
  const inputOf = (field: Field) =>
    form.current?.querySelector<HTMLInputElement>(`input[name=${field}]`)

  async function submit(action: typeof logIn) {
    const username = inputOf('username')
    const password = inputOf('password')
    if (!username || !password) return
    const entries = await action({ username: username.value, password: password.value })
    const failure = entries.find(isFailure) ?? null
    accountProblem.value = failure
    signedUp.value = action === signUp && failure === null
    if (realms.shared.identity.value !== null) {
      password.value = ''
      onLoggedIn()
    } else if (failure !== null) {
      const { field } = problemText(failure, messages.value)
      if (field !== null) inputOf(field)?.focus()
    }
  }

  return (
    <form
      ref={form}
      hidden={hidden}
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
      {signedUp.value && <p class="note">{t.signedUp}</p>}
    </form>
  )
}
