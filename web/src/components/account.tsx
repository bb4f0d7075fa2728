// Sign up and log in, or log out: by what the real thing, the shared realm, says about you.
import { useRef } from 'preact/hooks'
import { logOut } from '../actions.ts'
import { messages } from '../i18n/language.ts'
import { isFailure, type Outcome } from '../outcome.ts'
import { problemText } from '../problem-text.ts'
import { realms } from '../state.ts'
import { accountProblem, CredentialsForm } from './credentials-form.tsx'

export function Account() {
  const t = messages.value
  const section = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const identity = realms.shared.identity.value

  /** The control that had the focus goes: let the keyboard stay in this section. */
  function keepFocus() {
    const { activeElement } = document
    const lost = activeElement === null || activeElement === document.body
    if (lost || section.current?.contains(activeElement)) heading.current?.focus()
  }

  async function leave() {
    const entries = await logOut()
    accountProblem.value = entries.find(isFailure) ?? null
    if (realms.shared.identity.value === null) keepFocus()
  }

  return (
    <section class="account" ref={section} aria-labelledby="account-heading">
      <h2 id="account-heading" class="visually-hidden" ref={heading} tabIndex={-1}>
        {t.account}
      </h2>
      <CredentialsForm hidden={identity !== null} onLoggedIn={keepFocus} />
      {identity !== null && (
        <div class="signed-in">
          <p>{t.loggedInAs(identity.username)}</p>
          <button type="button" onClick={() => void leave()}>
            {t.logOut}
          </button>
        </div>
      )}
      <FormError outcome={accountProblem.value} />
    </section>
  )
}

/** A problem that is not one field's. */
function FormError({ outcome }: { outcome: Outcome | null }) {
  if (outcome === null) return null
  const { field, text } = problemText(outcome, messages.value)
  if (field !== null) return null
  return (
    <p class="error" role="alert">
      {text}
    </p>
  )
}
