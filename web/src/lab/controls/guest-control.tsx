import type { Realm } from '@session-clustering/api/lab'
import { FormError } from '../../components/account.tsx'
import { messages } from '../../i18n/language.ts'
import { logInAsGuest } from '../accounts.ts'
import { logOut } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { openStep } from '../lesson/progress.ts'
import { realm, records, users } from '../state.ts'

/** One click creates a guest account and logs in with it. */
export function GuestControl() {
  const l = texts.value
  const controls = openStep.value.controls
  const realms: Realm[] = controls.includes('two') ? ['shared', 'blob'] : [realm.value]
  const missing = realms.filter((each) => !users.value[each])
  const user = users.value[realm.value]
  // With sessions in memory, only one server knows the visitor: always offer the login.
  const alternates = realm.value === 'isolated'
  const isNew = !user && !records.value[realm.value]
  return (
    <div class="buttons">
      {user && !alternates && <p>{messages.value.loggedInAs(user)}</p>}
      {(alternates || missing.length > 0) && (
        <button
          type="button"
          class={isNew ? 'primary' : undefined}
          onClick={() => void logInAsGuest(...(alternates ? realms : missing))}
        >
          {l.guestLogIn}
        </button>
      )}
      {user && controls.includes('timeout') && (
        <button type="button" onClick={() => void logOut()}>
          {l.logOut}
        </button>
      )}
      <FormError />
    </div>
  )
}
