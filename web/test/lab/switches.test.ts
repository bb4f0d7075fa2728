import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from '../../src/lab/i18n/en.ts'
import { requestSwitch, switchSentence } from '../../src/lab/switches.ts'

test('a switch whose answer is outstanding is the visitor’s own, also when another one follows', async (t) => {
  const answers = Promise.withResolvers<Response>()
  t.mock.method(globalThis, 'fetch', () => answers.promise)
  const done = [
    requestSwitch({ what: 'all', to: 'reset' }),
    requestSwitch({ what: 'backend-1', to: 'up' }),
  ]
  const tell = (what: string, to: 'reset' | 'up') =>
    switchSentence({ what, to, by: 'visitor', at: new Date().toISOString() })(en)
  assert.equal(tell('all', 'reset'), en.youSwitched('all', 'reset'))
  assert.equal(tell('backend-1', 'up'), en.youSwitched('backend-1', 'up'))
  assert.equal(tell('backend-2', 'up'), en.switched('backend-2', 'up', 'visitor'))
  answers.reject(new TypeError('no network'))
  await Promise.all(done)
  assert.equal(tell('all', 'reset'), en.switched('all', 'reset', 'visitor'))
})
