// Sign-up, login and change of password, without any HTTP.

import type { Credentials } from '@session-clustering/api'
import { Problem } from '../problems.ts'
import { checkPassword } from './password-rules.ts'
import type { Passwords } from './passwords.ts'
import type { UserRepository } from './user-repository.ts'
import { canonicalName, newUsername } from './usernames.ts'

export type Authentication =
  | { fits: true; username: string; passwordChangedAt: string }
  /** `undefined` for an unknown user: do not log the text, it may be a password typed into the wrong field. */
  | { fits: false; username: string | undefined }

export interface Accounts {
  /** @returns the username as it is stored @throws {Problem} 400, 409, 503 */
  signUp(credentials: Credentials): Promise<string>
  /** Whether the password is the user's. @param browser remembered if so @throws {Problem} 503 */
  authenticate(credentials: Credentials, browser?: string): Promise<Authentication>
  /** Whether the password has changed since that time. */
  hasChangedPassword(username: string, since: string): Promise<boolean>
  /** @throws {Problem} 400, 403, 503 */
  changePassword(username: string, current: string, next: string): Promise<void>
}

export function accounts(users: UserRepository, passwords: Passwords): Accounts {
  return {
    async signUp({ username, password }) {
      const name = newUsername(username)
      checkPassword(password, name, 'password')
      // Hash before the name is looked up: with a full queue, 503 must not show that the name is free.
      const hash = await passwords.hash(password, 'sign-up')
      if (!(await users.create(name, hash))) throw usernameTaken()
      return name
    },

    async authenticate({ username, password }, browser) {
      // Earlier versions stored a name as it was typed.
      const names = [...new Set([username.normalize('NFC'), canonicalName(username)])]
      const found = await Promise.all(names.map((name) => users.password(name)))
      const index = found.findIndex(Boolean)
      const [name = '', stored] = [names[index], found[index]]
      const fits = await passwords.verify(stored?.hash, password)
      if (!stored || !fits) return { fits: false, username: stored && name }
      if (passwords.needsRehash(stored.hash)) {
        await users.replaceHash(name, stored.hash, await passwords.hash(password, 'login'))
      }
      await users.noteLogin(name, browser)
      return { fits: true, username: name, passwordChangedAt: stored.changedAt }
    },

    async hasChangedPassword(username, since) {
      return (await users.password(username))?.changedAt !== since
    },

    async changePassword(username, current, next) {
      checkPassword(next, username, 'next')
      const stored = await users.password(username)
      if (!stored || !(await passwords.verify(stored.hash, current))) throw wrongPassword()
      const hash = await passwords.hash(next, 'login')
      const changedAt = new Date().toISOString()
      // When two changes run at the same moment, the second one finds another hash: its current password is now wrong.
      if (!(await users.replaceHash(username, stored.hash, hash, changedAt))) throw wrongPassword()
    },
  }
}

function wrongPassword(): Problem {
  return new Problem(403, 'wrong-password', 'This is not the current password.', {
    field: 'current',
  })
}

function usernameTaken(): Problem {
  return new Problem(409, 'username-taken', 'This username is taken.', {
    field: 'username',
  })
}
