import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forSuite, idIn } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const ROUTES: Record<string, string[]> = {
  '/signup': ['POST'],
  '/login': ['POST'],
  '/logout': ['POST'],
  '/password': ['POST'],
  '/me': ['GET'],
  '/session': ['GET'],
  '/sessions': ['DELETE', 'GET'],
  '/sessions/handle': ['DELETE'],
  '/cart': ['GET'],
  '/cart/book': ['DELETE', 'POST', 'PUT'],
}

suite('methods', () => {
  const stack = forSuite(startTwoBackends)

  for (const prefix of ['/api', '/api/isolated']) {
    for (const [path, allowed] of Object.entries(ROUTES)) {
      if (`${prefix}${path}` === '/api/isolated/password') continue
      test(`${prefix}${path} answers 405 to all methods but ${allowed.join(', ')}`, async () => {
        for (const method of METHODS.filter((method) => !allowed.includes(method))) {
          const answer = await client().send(`${stack.one.url}${prefix}${path}`, { method })
          assert.equal(answer.status, 405, method)
          const allow = answer.headers.get('allow')?.split(', ') ?? []
          assert.deepEqual(allow.filter((one) => one !== 'HEAD').sort(), allowed)
          assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
        }
      })
    }
  }

  test('S16 a GET changes nothing: a logout needs a POST', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    assert.equal((await browser.get(`${stack.one.url}/api/logout`)).status, 405)
    assert.equal((await browser.get(`${stack.one.url}/api/me`)).status, 200)
    assert.ok(idIn(browser))
  })

  test('HEAD is a GET without the body', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const answer = await browser.send(`${stack.one.url}/api/me`, { method: 'HEAD' })
    assert.deepEqual([answer.status, answer.text], [200, ''])
  })
})
