import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Problem } from '../../src/problems.ts'
import { newUsername } from '../../src/users/usernames.ts'

suite('the name of a new user', () => {
  test('S25 names in any script are accepted', () => {
    for (const name of ['ada', 'guest-x2y3z', 'a', 'ada.lovelace+1@x', 'josé', 'jürgen', '7']) {
      assert.equal(newUsername(name), name)
    }
    for (const name of ['민준', '민준kim', 'たなかカナ', '王小明', '田中tanaka', 'สมชาย', 'नमस्ते']) {
      assert.equal(newUsername(name), name.normalize('NFKC'))
    }
    for (const name of ['дмитрий', 'γιώργος', 'محمد', 'דוד', 'արամ', 'nguyễn']) {
      assert.equal(newUsername(name), name.normalize('NFKC'))
    }
  })

  test('S25 one name in upper case, in full width or in another Unicode composition is one name', () => {
    for (const name of ['Ada', 'ADA', 'ａｄａ', '𝐚𝐝𝐚', 'ᵃᵈᵃ', 'Ⓐda']) {
      assert.equal(newUsername(name), 'ada', name)
    }
    assert.equal(newUsername('민준'.normalize('NFD')), '민준')
  })

  const REFUSED: Record<string, string> = {
    'a Hangul filler': 'ada\u3164',
    'nothing but Hangul fillers': '\u3164\u3164',
    'a variation selector': 'ada\ufe0f',
    'a combining grapheme joiner': 'a\u034fda',
    'a zero-width space': 'ada\u200b',
    'a direction override': '\u202eada',
    'a mark at its beginning': '\u0301ada',
    'marks in a tower': `a${'\u0316'.repeat(5)}da`,
    'Latin and Cyrillic letters': 'аdmin',
    'Latin and Greek letters': 'adminο',
    'Cyrillic letters that all look like Latin ones': 'раура',
    'Greek letters that all look like Latin ones': 'νικ',
    'Armenian letters that all look like Latin ones': 'սոօ',
    'letters of the phonetic alphabet': 'ɑdɑ',
    'a space after its normalization': 'ﷺ',
    'more than 64 characters after its normalization': 'ﬃ'.repeat(22),
  }
  for (const [what, name] of Object.entries(REFUSED)) {
    test(`S25 a name with ${what} is refused`, () => {
      assert.throws(
        () => newUsername(name),
        (error) =>
          error instanceof Problem &&
          error.statusCode === 400 &&
          error.options.field === 'username',
      )
    })
  }
})
