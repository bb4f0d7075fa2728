// Sign up and log in, or log out, by who you are.
import { signal } from '@preact/signals'
import type { Credentials } from '@session-clustering/api'
import { messages } from '../i18n/language.ts'
import { isFailure, type Outcome } from '../outcome.ts'
import { problemText } from '../problem-text.ts'
import { CredentialsForm } from './credentials-form.tsx'

export interface AccountActions {
  logIn: (credentials: Credentials) => Promise<Outcome>
  signUp: (credentials: Credentials) => Promise<Outcome>
  logOut: () => Promise<Outcome>
}

/** What went wrong when you last signed up, logged in or logged out. */
export const accountProblem = signal<Outcome | null>(null)

export function Account({ user, actions }: { user: string | null; actions: AccountActions }) {
  const t = messages.value

  async function leave() {
    const outcome = await actions.logOut()
    accountProblem.value = isFailure(outcome) ? outcome : null
  }

  return (
    <section class="account" aria-labelledby="account-heading">
      <h2 id="account-heading" class="visually-hidden" tabIndex={-1}>
        {t.account}
      </h2>
      <CredentialsForm hidden={user !== null} actions={actions} />
      {user !== null && (
        <div class="signed-in">
          <p>{t.loggedInAs(user)}</p>
          <button type="button" onClick={() => void leave()}>
            {t.logOut}
          </button>
        </div>
      )}
      <FormError />
    </section>
  )
}

/** A problem that is not one field's. */
export function FormError() {
  const outcome = accountProblem.value
  if (outcome === null) return null
  const { field, text } = problemText(outcome, messages.value)
  if (field !== null) return null
  return (
    <p class="error" role="alert">
      {text}
    </p>
  )
}
