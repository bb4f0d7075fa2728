import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentMoment, lab, observe, seen } from '../../src/lab/state.ts'

test('an answer that is shown late stands before what happened since it arrived', () => {
  const arrived = currentMoment()
  lab.value = { ...lab.value, redis: { state: 'cut' } }
  observe({ kind: 'condition' })
  observe({ kind: 'elsewhere', count: 1 }, arrived)
  assert.deepEqual(
    seen.value.map(({ kind, redis }) => [kind, redis]),
    [
      ['elsewhere', 'up'],
      ['condition', 'cut'],
    ],
  )
})
