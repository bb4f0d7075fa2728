import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedTries } from '../../src/lab/tries.ts'

test('the servers that were tried in vain are named after the answers from their addresses', () => {
  assert.deepEqual(failedTries('10.0.0.1:3000', 'backend-1'), [])
  assert.deepEqual(failedTries('10.0.0.1:3000, 10.0.0.2:3000', 'backend-2'), ['backend-1'])
  assert.deepEqual(failedTries('10.0.0.2:3000 : 10.0.0.9:3000, 10.0.0.1:3000', 'backend-1'), [
    'backend-2',
  ])
  assert.deepEqual(failedTries('10.0.0.1:3000, 10.0.0.2:3000', null), [])
  assert.deepEqual(failedTries(null, 'backend-1'), [])
})
