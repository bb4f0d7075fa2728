import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextServer, whatStreamShowed } from '../../src/lab/lesson/verdicts.ts'
import { answer, me } from './observations.ts'

test('step 1: the next server is the one that answered, not the one whose turn it was', () => {
  assert.equal(nextServer([me(2, null), me(1, null)], [me(1, null)]), 1)
  // The request of another visitor had the turn in between.
  assert.equal(nextServer([me(1, null), me(2, null)], [me(2, null), me(1, null)]), 0)
  // After a reload, the page does not know who answered before.
  assert.equal(nextServer([me(1, null), me(2, null)], []), 1)
})

test('step 5: failed requests and a lost login are noticed', () => {
  assert.equal(whatStreamShowed([me(1, null), me(1, 'ada'), me(2, 'ada')], []), 2)
  assert.equal(whatStreamShowed([me(1, 'ada'), me(2, null), me(2, 'ada')], []), 1)
  const failure = answer('me', { status: 503, servedBy: null })
  assert.equal(whatStreamShowed([me(1, 'ada'), failure, me(2, 'ada')], []), 0)
})
