import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Signer } from '@fastify/cookie'
import { newId } from '@session-clustering/testing'
import { cookieSigner } from '../src/fastify/index.ts'

const OLD = 'an old secret of more than 32 characters'
const NEW = 'a new secret of more than 32 characters'
const INVALID = { valid: false, renew: false, value: null }

suite('cookie signer', () => {
  test('what it signs it verifies', () => {
    const signer = cookieSigner([OLD])
    const id = newId()
    assert.deepEqual(signer.unsign(signer.sign(id)), { valid: true, renew: false, value: id })
  })

  test('it signs as @fastify/cookie does, so that an app can change over without a logout', () => {
    const signer = cookieSigner([OLD])
    const id = newId()
    assert.equal(signer.sign(id), new Signer(OLD).sign(id))
  })

  test('a signature says the same the second time', () => {
    const signer = cookieSigner([OLD])
    const cookie = signer.sign(newId())
    const tampered = `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`
    assert.deepEqual(signer.unsign(cookie), signer.unsign(cookie))
    assert.deepEqual(signer.unsign(tampered), INVALID)
    assert.deepEqual(signer.unsign(tampered), INVALID)
  })

  const id = newId()
  const signed = cookieSigner([OLD]).sign(id)
  for (const [what, cookie] of Object.entries({
    'another id under the same signature': signed.replace(id, newId()),
    'no signature': `${id}.`,
    'no dot': id,
    'no id': signed.slice(id.length),
    'nothing at all': '',
    'a dot alone': '.',
    'the signature of another secret': cookieSigner([NEW]).sign(id),
    'padding at the end': `${signed}=`,
    'a space at the end': `${signed} `,
    'itself twice': signed + signed,
    '8 KB': 'x'.repeat(8192),
    '8 KB and a dot': `${'x'.repeat(8192)}.${'y'.repeat(43)}`,
    'characters of several bytes': `${id}.${'한'.repeat(43)}`,
  })) {
    test(`a cookie with ${what} is not valid`, () => {
      assert.deepEqual(cookieSigner([OLD]).unsign(cookie), INVALID)
    })
  }

  test('the first secret signs, all verify, and those of an old one are to be renewed', () => {
    const rotated = cookieSigner([NEW, OLD])
    assert.equal(rotated.sign(id), cookieSigner([NEW]).sign(id))
    assert.deepEqual(rotated.unsign(signed), { valid: true, renew: true, value: id })
  })

  test('a secret that has been removed is dead at once', () => {
    cookieSigner([NEW, OLD]).unsign(signed)
    assert.deepEqual(cookieSigner([NEW]).unsign(signed), INVALID)
  })

  for (const secrets of [[], [''], ['x'.repeat(31)], [NEW, 'short'], ['short', NEW]]) {
    test(`secrets of the lengths [${secrets.map((secret) => secret.length)}] are refused`, () => {
      assert.throws(() => cookieSigner(secrets), TypeError)
    })
  }

  test('a secret of 32 characters will do', () => {
    const signer = cookieSigner(['x'.repeat(32)])
    assert.ok(signer.unsign(signer.sign(id)).valid)
  })

  test('more cookies than it remembers are verified all the same', () => {
    const signer = cookieSigner([OLD], { cacheSize: 2 })
    const cookies = Array.from({ length: 10 }, () => signer.sign(newId()))
    for (const cookie of [...cookies, ...cookies]) assert.ok(signer.unsign(cookie).valid)
  })
})
