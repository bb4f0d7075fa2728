import { signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { messages } from '../i18n/language.ts'
import { isFailure } from '../outcome.ts'
import { type Field, problemText } from '../problem-text.ts'
import { type AccountActions, accountProblem } from './account.tsx'
import { TextField } from './text-field.tsx'

const signedUp = signal(false)

interface CredentialsFormProps {
  /** Hides the form but keeps its fields: after the logout, the username is still there. */
  hidden: boolean
  actions: AccountActions
}

export function CredentialsForm({ hidden, actions }: CredentialsFormProps) {
  const t = messages.value
  const form = useRef<HTMLFormElement>(null)
  const problem = accountProblem.value && problemText(accountProblem.value, t)
  const errorOf = (field: Field) => (problem?.field === field ? problem.text : null)
  const inputOf = (field: Field) =>
    form.current?.querySelector<HTMLInputElement>(`input[name=${field}]`)

  async function submit(action: 'logIn' | 'signUp') {
    const username = inputOf('username')
    const password = inputOf('password')
    if (!username || !password) return
    const outcome = await actions[action]({ username: username.value, password: password.value })
    const failed = isFailure(outcome)
    accountProblem.value = failed ? outcome : null
    signedUp.value = action === 'signUp' && !failed
    if (failed) {
      const { field } = problemText(outcome, messages.value)
      if (field !== null) inputOf(field)?.focus()
    } else if (action === 'logIn') {
      password.value = ''
    }
  }

  return (
    <form
      ref={form}
      hidden={hidden}
      // No validation by the browser: its messages would be in the browser's language. The API validates.
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit('logIn')
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
        <button type="button" onClick={() => void submit('signUp')}>
          {t.signUp}
        </button>
      </div>
      {signedUp.value && <p class="note">{t.signedUp}</p>}
    </form>
  )
}
