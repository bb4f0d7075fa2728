import type { Realm } from '@session-clustering/api/lab'
import { FormError } from '../../components/account.tsx'
import { messages } from '../../i18n/language.ts'
import { logInAsGuest } from '../accounts.ts'
import { logOut } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { lookOf } from '../lesson/primary.ts'
import { openStep } from '../lesson/progress.ts'
import { realm, users } from '../state.ts'

/** One click creates a guest account and logs in with it. */
export function GuestControl() {
  const l = texts.value
  const controls = openStep.value.controls
  const realms: Realm[] = controls.includes('two') ? ['shared', 'blob'] : [realm.value]
  const user = users.value[realm.value]
  // With sessions in memory, only one server knows the visitor: always offer the login.
  const alternates = realm.value === 'isolated'
  return (
    <div class="buttons">
      {user && !alternates && <p>{messages.value.loggedInAs(user)}</p>}
      {(alternates || !user) && (
        <button type="button" class={lookOf('guest')} onClick={() => void logInAsGuest(...realms)}>
          {l.guestLogIn}
        </button>
      )}
      {user && controls.includes('timeout') && (
        <button type="button" class={lookOf('logOut')} onClick={() => void logOut()}>
          {l.logOut}
        </button>
      )}
      <FormError />
    </div>
  )
}
