// Signing up and logging in, apart from HTTP.
import { Problem } from '../problems.ts'
import type { Credentials } from '../schemas.ts'
import type { Passwords } from './passwords.ts'
import type { UserRepository } from './user-repository.ts'

export interface Accounts {
  /** The name as it is stored. @throws {Problem} 400, 409, 503 */
  signUp(credentials: Credentials): Promise<string>
  /** The user's name. @throws {Problem} 401, 503 */
  authenticate(credentials: Credentials): Promise<string>
}

const PASSWORD_BYTES = { min: 8, max: 128 }

export function accounts(users: UserRepository, passwords: Passwords): Accounts {
  return {
    async signUp({ username, password }) {
      const name = username.normalize('NFC')
      checkPassword(password)
      // Looked up first, because hashing is what costs.
      if (await users.exists(name)) throw usernameTaken()
      if (!(await users.create(name, await passwords.hash(password)))) throw usernameTaken()
      return name
    },

    async authenticate({ username, password }) {
      const name = username.normalize('NFC')
      const hash = await users.passwordHash(name)
      if (!(await passwords.verify(hash, password))) {
        throw new Problem(401, 'wrong-credentials', 'The username or the password is wrong.')
      }
      if (hash !== undefined && passwords.needsRehash(hash)) {
        await users.setPasswordHash(name, await passwords.hash(password))
      }
      return name
    },
  }
}

function checkPassword(password: string): void {
  const bytes = Buffer.byteLength(password)
  if (bytes < PASSWORD_BYTES.min || bytes > PASSWORD_BYTES.max) {
    const detail = `A password has ${PASSWORD_BYTES.min} to ${PASSWORD_BYTES.max} bytes.`
    throw new Problem(400, 'invalid-password', detail, { field: 'password' })
  }
}

function usernameTaken(): Problem {
  return new Problem(409, 'username-taken', 'Somebody has this name already.', {
    field: 'username',
  })
}
