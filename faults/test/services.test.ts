import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from '../services.ts'

const before = { nginx: [1, 2, 3], 'backend-1': [4], redis: [5] }

test('a restarted service has other processes, but not more', () => {
  assert.deepEqual(differences(before, { ...before, 'backend-1': [9] }), [])
})

test('a leaked process is named by its service', () => {
  assert.deepEqual(differences(before, { ...before, 'backend-1': [4, 9] }), [
    'process leaked: backend-1 had 1 processes, and has 2',
  ])
})

test('a missing process and a new service are named as well', () => {
  const wrong = differences(before, { nginx: [1, 2, 3], redis: [5], other: [6] })
  assert.deepEqual(wrong, [
    'process leaked: backend-1 had 1 processes, and has 0',
    'process leaked: other had 0 processes, and has 1',
  ])
})
