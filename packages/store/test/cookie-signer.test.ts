import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Signer } from '@fastify/cookie'
import { newId } from '@session-clustering/testing'
import { cookieSigner } from '../src/fastify/index.ts'

const OLD = 'an old secret of more than 32 characters'
const NEW = 'a new secret of more than 32 characters'
const INVALID = { valid: false, renew: false, value: null }

suite('cookieSigner', () => {
  test('unsign accepts what sign returns', () => {
    const signer = cookieSigner([OLD])
    const id = newId()
    assert.deepEqual(signer.unsign(signer.sign(id)), { valid: true, renew: false, value: id })
  })

  test('sign returns what @fastify/cookie returns, so that a migration logs nobody out', () => {
    const signer = cookieSigner([OLD])
    const id = newId()
    assert.equal(signer.sign(id), new Signer(OLD).sign(id))
  })

  test('unsign returns the same from its cache', () => {
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
    'no id': signed.slice(id.length),
    'nothing at all': '',
    'a dot alone': '.',
    'padding at the end': `${signed}=`,
    'a space at the end': `${signed} `,
    '8 KB and a dot': `${'x'.repeat(8192)}.${'y'.repeat(43)}`,
    'characters of several bytes': `${id}.${'한'.repeat(43)}`,
  })) {
    test(`unsign refuses ${what}`, () => {
      assert.deepEqual(cookieSigner([OLD]).unsign(cookie), INVALID)
    })
  }

  test('the first secret signs, all verify, and a cookie of an old one is to be renewed', () => {
    const rotated = cookieSigner([NEW, OLD])
    assert.equal(rotated.sign(id), cookieSigner([NEW]).sign(id))
    assert.deepEqual(rotated.unsign(signed), { valid: true, renew: true, value: id })
  })

  test('a signer without a secret refuses its cookies, whatever another signer has cached', () => {
    cookieSigner([NEW, OLD]).unsign(signed)
    assert.deepEqual(cookieSigner([NEW]).unsign(signed), INVALID)
  })

  for (const secrets of [[], [''], ['x'.repeat(31)], [NEW, 'short'], ['short', NEW]]) {
    test(`secrets of the lengths [${secrets.map((secret) => secret.length)}] throw a TypeError`, () => {
      assert.throws(() => cookieSigner(secrets), TypeError)
    })
  }

  test('a secret of 32 characters is accepted', () => {
    const signer = cookieSigner(['x'.repeat(32)])
    assert.ok(signer.unsign(signer.sign(id)).valid)
  })

  test('more cookies than cacheSize are verified', () => {
    const signer = cookieSigner([OLD], { cacheSize: 2 })
    const cookies = Array.from({ length: 10 }, () => signer.sign(newId()))
    for (const cookie of [...cookies, ...cookies]) assert.ok(signer.unsign(cookie).valid)
    assert.throws(() => cookieSigner([OLD], { cacheSize: Number.NaN }), /"cacheSize"/)
  })
})
