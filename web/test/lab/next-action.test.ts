import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextAction, type Situation } from '../../src/lab/lesson/next-action.ts'

const next = (step: number, open: number, situation: Partial<Situation> = {}) =>
  nextAction(step, {
    isPassed: false,
    open,
    isLoggedIn: true,
    routing: 'round-robin',
    server: null,
    down: [],
    isRedisUp: true,
    isStreaming: false,
    isTimeoutShort: false,
    devices: 1,
    ...situation,
  })

test('a passed step leads to the next one', () => {
  assert.equal(next(3, -1, { isPassed: true }), 'next')
})

test('steps 4 to 9 start with a login', () => {
  for (const step of [4, 5, 6, 7, 8, 9]) assert.equal(next(step, 0, { isLoggedIn: false }), 'guest')
})

test('3: sticky, log in, send; stop the server that knows the visitor; send', () => {
  const sticky = { routing: 'sticky' } as const
  assert.equal(next(3, 0), 'sticky')
  assert.equal(next(3, 0, { ...sticky, isLoggedIn: false }), 'guest')
  assert.equal(next(3, 0, sticky), 'sendTen')
  assert.equal(next(3, 1, { ...sticky, server: 'backend-2' }), 'backend-2')
  assert.equal(next(3, 2, { ...sticky, down: ['backend-2'] }), 'sendOne')
  // Somebody has started the server again, and its memory is empty.
  assert.equal(next(3, 2, { ...sticky, isLoggedIn: false }), 'guest')
  assert.equal(next(3, 2, { ...sticky, server: 'backend-2' }), 'backend-2')
})

test('4: logs in again when the session has ended elsewhere', () => {
  assert.equal(next(4, 1, { isLoggedIn: false }), 'guest')
  assert.equal(next(4, 1), 'sendTen')
})

test('5: stream, stop a server, wait; when both are down, start one', () => {
  const isStreaming = true
  assert.equal(next(5, 0), 'stream')
  assert.equal(next(5, 0, { isStreaming }), null)
  assert.equal(next(5, 1, { isStreaming }), 'backend-1')
  assert.equal(next(5, 2, { isStreaming, down: ['backend-2'] }), null)
  assert.equal(next(5, 2, { isStreaming, down: ['backend-1', 'backend-2'] }), 'backend-1')
})

test('7: with the short timeout the visitor waits, because a request would prolong the session', () => {
  assert.equal(next(7, 0), 'timeoutShort')
  assert.equal(next(7, 1, { isTimeoutShort: true }), null)
  assert.equal(next(7, 1), 'timeoutShort')
  assert.equal(next(7, 2), 'sendTen')
  assert.equal(next(7, 3, { isLoggedIn: false }), 'guest')
  assert.equal(next(7, 3), 'logOut')
})

test('8: a second device, log out everywhere, send from it; again when there was one device only', () => {
  assert.equal(next(8, 0), 'secondDevice')
  assert.equal(next(8, 1, { devices: 2 }), 'everywhere')
  assert.equal(next(8, 2, { devices: 1 }), 'secondDevice')
  assert.equal(next(8, 3), 'sendSecond')
})

test('9: send, cut, send, connect, send', () => {
  assert.equal(next(9, 0), 'sendOne')
  assert.equal(next(9, 1), 'redis')
  assert.equal(next(9, 1, { isRedisUp: false }), 'sendOne')
  assert.equal(next(9, 2, { isRedisUp: false }), 'redis')
  assert.equal(next(9, 2, { isLoggedIn: false }), 'sendOne')
  assert.equal(next(9, 0, { isLoggedIn: false, isRedisUp: false }), 'redis')
})
