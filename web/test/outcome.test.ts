import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure, type Outcome, readIdentity } from '../src/outcome.ts'

const session = { createdAt: '', lastAccessedAt: '', expiresAt: '', createdBy: 'backend-1' }
const ada = { username: 'ada', session }

function outcomeOf(request: Outcome['request'], status: number, body?: unknown): Outcome {
  return {
    realm: 'shared',
    request,
    status,
    servedBy: 'backend-1',
    identity: readIdentity(request, status, body),
  }
}

test('an identity is what login and me answer', () => {
  assert.deepEqual(readIdentity('login', 200, ada), ada)
  assert.deepEqual(readIdentity('me', 200, { ...ada, servedBy: 'backend-2' })?.username, 'ada')
})

test('a 401 to me, and a logout, say that you are nobody', () => {
  assert.equal(readIdentity('me', 401, {}), null)
  assert.equal(readIdentity('logout', 204, undefined), null)
})

test('a failure never says that you are logged out', () => {
  for (const [request, status] of [
    ['me', 503],
    ['me', 0],
    ['logout', 503],
    ['login', 401],
  ] as const) {
    const outcome = outcomeOf(request, status)
    assert.equal(outcome.identity, undefined)
    assert.ok(isFailure(outcome))
  }
})

test('an anonymous answer and a sign-up are no failures', () => {
  assert.equal(isFailure(outcomeOf('me', 401)), false)
  assert.equal(isFailure(outcomeOf('signup', 201, { username: 'ada' })), false)
})

test('a 200 whose body is no identity says nothing', () => {
  for (const body of [undefined, null, 'ada', {}, { username: 1, session }]) {
    assert.equal(readIdentity('me', 200, body), undefined)
  }
})
