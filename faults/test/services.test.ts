import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from '../services.ts'

test('services with more or fewer processes are named; restarted ones are not', () => {
  const before = { nginx: [1, 2, 3], 'backend-1': [4], 'backend-2': [5], redis: [6] }
  const after = { nginx: [7, 8, 9], 'backend-1': [4, 10], redis: [6], other: [11] }
  assert.deepEqual(differences(before, after), [
    'process leaked: backend-1 had 1 processes, and has 2',
    'process leaked: backend-2 had 1 processes, and has 0',
    'process leaked: other had 0 processes, and has 1',
  ])
})
