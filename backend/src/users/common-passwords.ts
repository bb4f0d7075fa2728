// The list of common passwords. Attackers try them first.
import { readFileSync } from 'node:fs'

const list = readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
const common = new Set(list.split('\n').filter((line) => line !== '' && !line.startsWith('#')))

/** Case-insensitive: attackers try `Password1` as well as `password1`. */
export function isCommonPassword(password: string): boolean {
  return common.has(password.normalize('NFC').toLowerCase())
}
