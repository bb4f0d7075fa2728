import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { allShown, deliver } from '../../src/lab/delivery.ts'

test('answers are shown when their packets are back, in the order in which they arrived', async () => {
  const shown: string[] = []
  const slow = Promise.withResolvers<void>()
  deliver(slow.promise, () => shown.push('slow'))
  deliver(Promise.resolve(), () => shown.push('fast'))
  deliver(Promise.reject(new Error('no animation')), () => shown.push('failed'))
  const all = allShown()
  await setTimeout()
  assert.deepEqual(shown, [])
  slow.resolve()
  await all
  assert.deepEqual(shown, ['slow', 'fast', 'failed'])
})
