// Signing up, logging in and changing a password, apart from HTTP.

import type { Credentials } from '@session-clustering/api'
import { Problem } from '../problems.ts'
import { isCommonPassword } from './common-passwords.ts'
import type { Passwords } from './passwords.ts'
import type { UserRepository } from './user-repository.ts'

export type Authentication =
  | { fits: true; username: string; passwordChangedAt: string }
  /** Without a name where nobody has it: what was typed may be anything, a password too. */
  | { fits: false; username: string | undefined }

export interface Accounts {
  /** The name as it is stored. @throws {Problem} 400, 409, 503 */
  signUp(credentials: Credentials): Promise<string>
  /** Whether the password is the user's. @throws {Problem} 503 */
  authenticate(credentials: Credentials): Promise<Authentication>
  /** Whether the user has had another password since. */
  hasChangedPassword(username: string, since: string): Promise<boolean>
  /** @throws {Problem} 400, 403, 503 */
  changePassword(username: string, current: string, next: string): Promise<void>
}

const PASSWORD_BYTES = { min: 8, max: 128 }

export function accounts(users: UserRepository, passwords: Passwords): Accounts {
  return {
    async signUp({ username, password }) {
      const name = username.normalize('NFC')
      checkPassword(password, 'password')
      // Looked up first, because hashing is what costs.
      if (await users.exists(name)) throw usernameTaken()
      if (!(await users.create(name, await passwords.hash(password)))) throw usernameTaken()
      return name
    },

    async authenticate({ username, password }) {
      const name = username.normalize('NFC')
      const stored = await users.password(name)
      const fits = await passwords.verify(stored?.hash, password)
      if (!stored || !fits) return { fits: false, username: stored && name }
      if (passwords.needsRehash(stored.hash)) {
        await users.replaceHash(name, stored.hash, await passwords.hash(password))
      }
      return { fits: true, username: name, passwordChangedAt: stored.changedAt }
    },

    async hasChangedPassword(username, since) {
      return (await users.password(username))?.changedAt !== since
    },

    async changePassword(username, current, next) {
      checkPassword(next, 'next')
      const stored = await users.password(username)
      if (!stored || !(await passwords.verify(stored.hash, current))) throw wrongPassword()
      const hash = await passwords.hash(next)
      const changedAt = new Date().toISOString()
      // Of two changes at once, one has the wrong current password by the time it is made.
      if (!(await users.replaceHash(username, stored.hash, hash, changedAt))) throw wrongPassword()
    },
  }
}

function checkPassword(password: string, field: string): void {
  const bytes = Buffer.byteLength(password)
  if (bytes < PASSWORD_BYTES.min || bytes > PASSWORD_BYTES.max) {
    const detail = `A password has ${PASSWORD_BYTES.min} to ${PASSWORD_BYTES.max} bytes.`
    throw new Problem(400, 'invalid-password', detail, { field })
  }
  if (isCommonPassword(password)) {
    const detail = 'This is one of the most common passwords, which are tried first.'
    throw new Problem(400, 'common-password', detail, { field })
  }
}

function wrongPassword(): Problem {
  return new Problem(403, 'wrong-password', 'This is not the current password.', {
    field: 'current',
  })
}

function usernameTaken(): Problem {
  return new Problem(409, 'username-taken', 'Somebody has this name already.', {
    field: 'username',
  })
}
