// The account section: sign-up and login for an anonymous visitor, logout for a user.
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

/** The problem of the last sign-up, login or logout. */
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

/** Shows a problem that belongs to no field. */
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
