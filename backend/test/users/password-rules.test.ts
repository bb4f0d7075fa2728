import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Problem } from '../../src/problems.ts'
import { checkPassword } from '../../src/users/password-rules.ts'

suite('rules for a new password', () => {
  /** @returns the kind of the refusal; `accepted` without one */
  function outcome(password: string, username = 'ada'): string {
    try {
      checkPassword(password, username, 'password')
      return 'accepted'
    } catch (error) {
      assert.ok(error instanceof Problem)
      assert.deepEqual([error.statusCode, error.options.field], [400, 'password'])
      return error.slug
    }
  }

  test('S11 8 to 128 characters in any script are accepted, in any Unicode composition', () => {
    const good = ['8 chars.', '대한민국서울시청', '🔑'.repeat(8), '        ', 'x'.repeat(128)]
    for (const text of [...good, '가'.repeat(64), '🔑'.repeat(128)]) {
      assert.equal(outcome(text), 'accepted', text)
      assert.equal(outcome(text.normalize('NFD')), 'accepted', text)
    }
    for (const text of ['7 chars', '가나다', '가나다라마바사', '🔑'.repeat(7), 'x'.repeat(129)]) {
      assert.equal(outcome(text), 'invalid-password', text)
      assert.equal(outcome(text.normalize('NFD')), 'invalid-password', text)
    }
  })

  test('S11 half a character is refused: all of them would have one hash', () => {
    assert.equal(outcome('half a character: \ud83d'), 'invalid-password')
  })

  test('S11 the most common passwords are refused, in upper case as well', () => {
    for (const text of ['password', 'PASSWORD', 'Iloveyou', '12345678', 'qwertyuiop']) {
      assert.equal(outcome(text), 'common-password', text)
    }
  })

  test('S11 the username or the name of the site with nothing but digits and signs is refused', () => {
    for (const [text, name] of [
      ['Ada-Lovelace', 'ada.lovelace'],
      ['ada12345', 'ada'],
      ['!!ADA!!2026', 'ada'],
      ['adaadaada', 'ada'],
      ['김민준김민준!!', '김민준'],
      ['김민준2026!'.normalize('NFD'), '김민준'],
      ['Session Clustering', 'ada'],
      ['session-clustering-1', 'ada'],
      ['세션클러스터링2026', 'ada'],
    ] as const) {
      assert.equal(outcome(text, name), 'guessable-password', text)
    }
  })

  test('S11 a name inside of other words is accepted, and so are digits alone', () => {
    assert.equal(outcome('adamant stone'), 'accepted')
    assert.equal(outcome('my session clustering'), 'accepted')
    assert.equal(outcome('correct horse', '_'), 'accepted')
    assert.equal(outcome('71828182845', 'ada'), 'accepted')
  })
})
