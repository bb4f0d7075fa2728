import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure, outcomeOf, type RequestName, readUser } from '../src/outcome.ts'

const session = { createdAt: '', lastAccessedAt: '', expiresAt: '', createdBy: 'backend-1' }
const ada = { username: 'ada', session }

const outcome = (request: RequestName, status: number, body?: unknown) =>
  outcomeOf(request, { status, ms: 1, headers: new Headers(), body })

test('the user comes from the answers to login and me', () => {
  assert.equal(readUser('login', 200, ada), 'ada')
  assert.equal(readUser('me', 200, { ...ada, servedBy: 'backend-2' }), 'ada')
})

test('a 401 and a logout mean anonymous', () => {
  assert.equal(readUser('me', 401, {}), null)
  assert.equal(readUser('cart', 401, {}), null)
  assert.equal(readUser('logout', 204, undefined), null)
  assert.equal(readUser('everywhere', 204, undefined), null)
})

test('a failure does not mean anonymous', () => {
  for (const [request, status] of [
    ['me', 503],
    ['me', 0],
    ['logout', 503],
    ['login', 401],
  ] as const) {
    assert.equal(outcome(request, status).user, undefined)
    assert.ok(isFailure(outcome(request, status)))
  }
})

test('an anonymous answer and a sign-up are not failures', () => {
  assert.equal(isFailure(outcome('me', 401)), false)
  assert.equal(isFailure(outcome('signup', 201, { username: 'ada' })), false)
})

test('a 200 without a valid body tells nothing about the user', () => {
  for (const body of [undefined, null, 'ada', {}, { username: 1, session }]) {
    assert.equal(readUser('me', 200, body), undefined)
  }
})

test('an outcome has the problem and the seconds of Retry-After', () => {
  const headers = new Headers({ 'retry-after': '7' })
  const body = { type: 'urn:problem:too-many', title: 'Too many', status: 429, detail: '' }
  const { problem, retryAfterSeconds } = outcomeOf('login', { status: 429, ms: 1, headers, body })
  assert.equal(problem?.title, 'Too many')
  assert.equal(retryAfterSeconds, 7)
})
