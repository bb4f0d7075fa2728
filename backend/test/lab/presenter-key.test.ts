import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forSuite } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('presenter key', () => {
  const stack = forSuite(() => startTwoBackends({ PRESENTER_KEY: 'lecture hall 7' }))

  const SWITCHES = [
    ['PUT', '/api/lab/nodes/backend-1', { state: 'stopped' }],
    ['PUT', '/api/lab/redis', { state: 'cut' }],
    ['POST', '/api/lab/reset', undefined],
  ] as const

  test('without the key, or with a wrong one, every shared switch is refused', async () => {
    for (const [method, path, json] of SWITCHES) {
      for (const key of [undefined, '', 'lecture hall 8', 'lecture hall 7 ']) {
        const headers: Record<string, string> = key === undefined ? {} : { 'x-presenter-key': key }
        const request = { method, json, headers }
        const answer = await client().send(`${stack.one.control}${path}`, request)
        // HTTP trims spaces around a header's value, so they are not part of the key.
        if (key?.trim() === 'lecture hall 7') continue
        assert.deepEqual([answer.status, answer.body.type], [403, 'urn:problem:presenter-only'])
      }
    }
    const { body } = await client().get(`${stack.one.control}/api/lab/state`)
    assert.equal(body.presenter, true)
  })

  test('with the key, every shared switch works', async () => {
    for (const [method, path, json] of SWITCHES) {
      const headers = { 'x-presenter-key': 'lecture hall 7' }
      const answer = await client().send(`${stack.one.control}${path}`, { method, json, headers })
      assert.equal(answer.status, 200, path)
    }
  })

  test("a visitor's own settings need no key", async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const answer = await browser.put(`${stack.one.url}/api/lab/session`, { idleTimeoutSeconds: 60 })
    assert.equal(answer.status, 200)
  })
})
