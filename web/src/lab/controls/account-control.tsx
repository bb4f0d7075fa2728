import { Account } from '../../components/account.tsx'
import { accountActions, logInAsGuest } from '../accounts.ts'
import { texts } from '../i18n/texts.ts'
import { realm, users } from '../state.ts'

/** The form for visitors who want their own account. */
export function AccountControl() {
  const user = users.value[realm.value] ?? null
  return (
    <>
      <Account user={user} actions={accountActions} />
      {user === null && (
        <div class="buttons">
          <button type="button" onClick={() => void logInAsGuest(realm.value)}>
            {texts.value.guestLogIn}
          </button>
        </div>
      )}
    </>
  )
}
