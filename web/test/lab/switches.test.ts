import assert from 'node:assert/strict'
import { test } from 'node:test'
import { announcement } from '../../src/lab/announcement.ts'
import { en } from '../../src/lab/i18n/en.ts'
import { lab, observations } from '../../src/lab/state.ts'
import { requestSwitch, setLabState, switchSentence, tellSwitch } from '../../src/lab/switches.ts'

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

test('a switch is told once, by its event or by the next state, and not when it is older than the page', () => {
  const change = (at: string) => ({ what: 'backend-1', to: 'stopped', by: 'visitor', at }) as const
  const told = () => observations.value.filter(({ kind }) => kind === 'switch').length
  const state = (at: string) => ({ ...lab.value, lastSwitch: change(at) })
  setLabState(state('2026-01-01T00:00:01.000Z'))
  assert.equal(told(), 0)
  tellSwitch(change('2026-01-01T00:00:02.000Z'))
  setLabState(state('2026-01-01T00:00:02.000Z'))
  assert.equal(told(), 1)
  setLabState(state('2026-01-01T00:00:03.000Z'))
  tellSwitch(change('2026-01-01T00:00:03.000Z'))
  assert.equal(told(), 2)
  assert.equal(announcement.value(en), en.switched('backend-1', 'stopped', 'visitor'))
})
