// Login as a guest, with the visitor's own account, and on a second device.
import { signal } from '@preact/signals'
import type { Credentials } from '@session-clustering/api'
import type { Realm } from '@session-clustering/api/lab'
import { type AccountActions, accountProblem } from '../components/account.tsx'
import { isFailure } from '../outcome.ts'
import { act, logOut } from './actions.ts'
import type { Exchange } from './observation.ts'
import { enqueue } from './queue.ts'
import { random } from './random.ts'
import { send } from './send.ts'
import { realm } from './state.ts'

/** The account of the last sign-up or login. Other realms and the second device use it again. */
export const credentials = signal<Credentials | null>(null)
/** The generated guest account. The page may show its password. */
export const guest = signal<Credentials | null>(null)

/** Creates a guest account, unless one is known, and logs in with it. */
export const logInAsGuest = (...realms: Realm[]) =>
  enqueue(async () => {
    const done: Exchange[] = []
    const own = credentials.value ?? {
      username: `guest-${random(5)}`,
      password: random(16),
    }
    if (credentials.value === null) {
      done.push(await send('signup', { realm: 'shared', body: own }))
      if (!done.some(isFailure)) credentials.value = guest.value = own
    }
    for (const each of done.some(isFailure) ? [] : realms) {
      done.push(await send('login', { realm: each, body: own }))
    }
    accountProblem.value = done.find(isFailure) ?? null
    return done
  })

/**
 * Logs in on the second device, which has a cookie of its own. The page has lost the password after a reload, and then creates
 * a new account.
 */
export const logInElsewhere = async () => {
  if (credentials.value === null) await logInAsGuest('shared')
  return enqueue(async () => {
    const login = await send('login', { realm: 'second', body: credentials.value })
    return [login, await send('sessions', { realm: 'shared' })]
  })
}

/** The actions of the form, for an account that the visitor chooses. */
export const accountActions: AccountActions = {
  async logIn(body) {
    const [outcome] = await act('login', { body })
    if (!isFailure(outcome)) credentials.value = body
    return outcome
  },
  async signUp(body) {
    const [outcome] = await act('signup', { realm: 'shared', body })
    return outcome
  },
  async logOut() {
    const [outcome] = await logOut()
    return outcome
  },
}

realm.subscribe(() => {
  accountProblem.value = null
})
