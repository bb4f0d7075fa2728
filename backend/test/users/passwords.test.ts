import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import argon2 from 'argon2'
import { argon2Passwords, type Passwords } from '../../src/users/passwords.ts'

suite('passwords', () => {
  let passwords: Passwords
  before(async () => {
    passwords = await argon2Passwords()
  })

  test('S12 are stored as argon2id with 19 MiB, 2 passes and 1 lane', async () => {
    assert.match(
      await passwords.hash('correct horse', 'login'),
      /^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/,
    )
  })

  test('fit their own hash and no other', async () => {
    const hash = await passwords.hash('correct horse', 'login')
    assert.equal(await passwords.verify(hash, 'correct horse'), true)
    assert.equal(await passwords.verify(hash, 'correct horsf'), false)
    assert.notEqual(await passwords.hash('correct horse', 'login'), hash)
  })

  test('S11 of 128 characters of four bytes differ when only the last one differs', async () => {
    const hash = await passwords.hash(`${'🔑'.repeat(127)}a`, 'login')
    assert.equal(await passwords.verify(hash, `${'🔑'.repeat(127)}b`), false)
  })

  test('in another Unicode composition are the same', async () => {
    const hash = await passwords.hash('비밀번호 é'.normalize('NFC'), 'login')
    assert.equal(await passwords.verify(hash, '비밀번호 é'.normalize('NFD')), true)
  })

  test('of an unknown user never fit, not even the password of the dummy hash', async () => {
    assert.equal(await passwords.verify(undefined, 'nobody has this password'), false)
  })

  test('hashed with weaker parameters must be hashed again', async () => {
    const weak = await argon2.hash('correct horse', { memoryCost: 4096, timeCost: 1 })
    assert.equal(passwords.needsRehash(weak), true)
    assert.equal(passwords.needsRehash(await passwords.hash('correct horse', 'login')), false)
    assert.equal(await passwords.verify(weak, 'correct horse'), true)
  })
})
