// The passwords that are tried first against any account.
import { readFileSync } from 'node:fs'

const list = readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
const common = new Set(list.split('\n').filter((line) => line !== '' && !line.startsWith('#')))

/** Upper and lower case make no difference: `Password1` is tried as soon as `password1` is. */
export function isCommonPassword(password: string): boolean {
  return common.has(password.normalize('NFC').toLowerCase())
}
