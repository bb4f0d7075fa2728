import type { Realm } from '@session-clustering/api/lab'
import { FormError } from '../../components/account.tsx'
import { messages } from '../../i18n/language.ts'
import { logInAsGuest } from '../accounts.ts'
import { logOut } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { openStep } from '../lesson/progress.ts'
import { realm, records, who } from '../state.ts'

/** One click makes an account up and logs in with it: nobody has to type to see what a session is. */
export function GuestControl() {
  const l = texts.value
  const controls = openStep.value.controls
  const realms: Realm[] = controls.includes('two') ? ['shared', 'blob'] : [realm.value]
  const missing = realms.filter((each) => !who.value[each])
  const user = who.value[realm.value]
  // By turns known and unknown: there the login is always on offer.
  const isFickle = realm.value === 'isolated'
  const isNew = !user && !records.value[realm.value]
  return (
    <div class="buttons">
      {user && !isFickle && <p class="who">{messages.value.loggedInAs(user)}</p>}
      {(isFickle || missing.length > 0) && (
        <button
          type="button"
          class={isNew ? 'primary' : undefined}
          onClick={() => void logInAsGuest(...(isFickle ? realms : missing))}
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
