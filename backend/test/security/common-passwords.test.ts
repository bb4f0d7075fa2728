import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isCommonPassword } from '../../src/users/common-passwords.ts'

test('S11 the list has 3,000 passwords of 8 bytes or more, in lower case; the first and the last are refused', () => {
  const file = new URL('../../src/users/common-passwords.txt', import.meta.url)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const list = lines.filter((line) => !line.startsWith('#'))
  assert.equal(new Set(list).size, 3_000)
  for (const password of list) {
    assert.ok(Buffer.byteLength(password) >= 8, password)
    assert.equal(password, password.toLowerCase())
  }
  for (const password of [list[0], list.at(-1)]) assert.ok(isCommonPassword(String(password)))
  assert.ok(!isCommonPassword('password of mine'))
})
