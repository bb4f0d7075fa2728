// The rules for a new password (NIST SP 800-63B-4, section 3.1.1.2).
import { PASSWORD_CHARACTERS } from '@session-clustering/api'
import { Problem } from '../problems.ts'
import { isCommonPassword } from './common-passwords.ts'

const PRODUCT_NAMES = ['session clustering', '세션 클러스터링']

/** @param field the input field of the password @throws {Problem} 400 */
export function checkPassword(password: string, username: string, field: string): void {
  // Characters are code points in NFC, so that a keyboard that sends 한 as three code points makes no difference.
  const { length } = [...password.normalize('NFC')]
  const { min, max } = PASSWORD_CHARACTERS
  if (length < min || length > max || !password.isWellFormed()) {
    const detail = `A password has ${min} to ${max} characters.`
    throw new Problem(400, 'invalid-password', detail, { field })
  }
  if (isCommonPassword(password)) {
    const detail = 'This password is too common: attackers try it first.'
    throw new Problem(400, 'common-password', detail, { field })
  }
  if ([username, ...PRODUCT_NAMES].some((name) => isMadeOf(name, password))) {
    const detail = 'This password is made of your username or of the name of this site.'
    throw new Problem(400, 'guessable-password', detail, { field })
  }
}

/** Whether a password has a name in it, in any case and spelling, and no other letter: `Ada-2026`, `adaadaada`. */
function isMadeOf(name: string, password: string): boolean {
  const [word, text] = [name, password].map(lettersAndDigits)
  return !!word && !!text?.includes(word) && !/\p{L}/u.test(text.replaceAll(word, ''))
}

function lettersAndDigits(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}
