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
    ['PUT', '/api/lab/class', { step: 1, realm: 'shared', routing: 'round-robin' }],
    ['DELETE', '/api/lab/class', undefined],
  ] as const

  test('without the key, or with a wrong one, every shared switch is refused', async () => {
    for (const [method, path, json] of SWITCHES) {
      for (const key of [undefined, '', 'lecture hall 8']) {
        const headers: Record<string, string> = key === undefined ? {} : { 'x-presenter-key': key }
        const request = { method, json, headers }
        const answer = await client().send(`${stack.one.control}${path}`, request)
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
      assert.ok(answer.status === 200 || answer.status === 204, path)
    }
  })

  test('wrong keys from one address are counted over both backends, requests without a key are not', async () => {
    const from = (address: string, key: string | undefined, i = 0) =>
      client().send(`${(i % 2 ? stack.two : stack.one).control}/api/lab/reset`, {
        method: 'POST',
        headers: { 'x-forwarded-for': address, ...(key && { 'x-presenter-key': key }) },
      })
    const statuses: number[] = []
    for (let i = 0; i < 31; i += 1) {
      await from('192.0.2.1', undefined, i)
      statuses.push((await from('192.0.2.1', 'lecture hall 8', i)).status)
    }
    assert.deepEqual(statuses, [...Array(30).fill(403), 429])
    const right = await from('192.0.2.1', 'lecture hall 7')
    assert.deepEqual([right.status, right.body.type], [429, 'urn:problem:too-many-attempts'])
    for (let i = 0; i < 32; i += 1) {
      assert.equal((await from('192.0.2.2', 'lecture hall 7', i)).status, 200)
    }
  })

  test('while Redis is cut off, the key switches it on again', async () => {
    const headers = { 'x-presenter-key': 'lecture hall 7' }
    for (const state of ['cut', 'up']) {
      const sent = { method: 'PUT', json: { state }, headers }
      const answer = await client().send(`${stack.one.control}/api/lab/redis`, sent)
      assert.equal(answer.status, 200, state)
    }
  })

  test("a visitor's own settings need no key", async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const answer = await browser.put(`${stack.one.url}/api/lab/session`, { idleTimeoutSeconds: 60 })
    assert.equal(answer.status, 200)
  })
})
