import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as g from '../../src/lab/lesson/goals.ts'
import { lastRace } from '../../src/lab/lesson/race.ts'
import type { Seen } from '../../src/lab/lesson/seen.ts'
import { steps } from '../../src/lab/lesson/steps.ts'
import { answer, cart, event, me } from './observations.ts'

const met = (goal: g.Goal, ...seen: Seen) => goal(seen)
const times = <Item>(count: number, make: (i: number) => Item) =>
  Array.from({ length: count }, (_, i) => make(i))
const expiry = (mine = true) => event({ kind: 'session', type: 'expired', reason: '', mine })
const ended = (mine = true) =>
  event({ kind: 'session', type: 'destroyed', reason: 'revoked', mine })

test('no goal is met without an observation', () => {
  for (const { goals } of steps) for (const goal of goals) assert.equal(goal([]), false)
})

test('1: both servers answer, and three answers alternate', () => {
  assert.ok(met(g.bothServersAnswered, me(1, null), me(2, null)))
  assert.ok(!met(g.bothServersAnswered, me(1, null), me(1, null)))
  assert.ok(met(g.answersInTurns, me(1, null), me(1, null), me(2, null), me(1, null)))
  assert.ok(!met(g.answersInTurns, me(1, null), me(2, null), me(2, null), me(1, null)))
  assert.ok(
    !met(g.answersInTurns, me(1, null), answer('login', { servedBy: 'backend-2' }), me(1, null)),
  )
})

test('2: one server has the session, the other does not', () => {
  const login = answer('login', { user: 'ada', servedBy: 'backend-1' })
  assert.ok(met(g.loggedIn, login))
  assert.ok(met(g.unknownToOther, login, me(2, null)))
  assert.ok(!met(g.unknownToOther, me(2, null), login))
  assert.ok(!met(g.unknownToOther, login, me(1, null)))
  assert.ok(met(g.stillKnown, login, me(2, null), me(1, 'ada')))
  assert.ok(!met(g.stillKnown, login, me(2, null)))
  assert.ok(!met(g.stillKnown, login, me(1, 'ada')))
})

test('3: three answers from one server, which then stops', () => {
  const three = () => times(3, () => me(1, 'ada'))
  const down = { down: ['backend-1'] }
  assert.ok(met(g.threeFromOneServer, me(2, null), ...three()))
  assert.ok(!met(g.threeFromOneServer, me(1, 'ada'), me(2, 'ada'), me(1, 'ada')))
  assert.ok(!met(g.threeFromOneServer, me(1, null), me(1, null), me(1, null)))
  assert.ok(met(g.stickyServerDown, ...three(), event({ kind: 'condition' }, ['backend-1'])))
  assert.ok(!met(g.stickyServerDown, ...three(), event({ kind: 'condition' }, ['backend-2'])))
  assert.ok(!met(g.stickyServerDown, event({ kind: 'condition' }, ['backend-1']), ...three()))
  assert.ok(met(g.loginLostWithServer, ...three(), me(2, null, down)))
  assert.ok(!met(g.loginLostWithServer, ...three(), me(2, null)))
  assert.ok(!met(g.loginLostWithServer, ...three(), me(2, 'ada', down)))
})

test('3: after a reload, the goals that were met count', () => {
  const down = { down: ['backend-1'] }
  const stopped = event({ kind: 'condition' }, ['backend-1'])
  assert.ok(g.stickyServerDown([me(1, 'ada'), stopped], [true]))
  assert.ok(!g.stickyServerDown([me(1, 'ada'), stopped], [false]))
  assert.ok(!g.stickyServerDown([me(2, 'ada'), stopped], [true]))
  assert.ok(g.loginLostWithServer([me(2, null, down)], [true, true]))
  assert.ok(!g.loginLostWithServer([me(2, null, down)], [true, false]))
  assert.ok(!g.loginLostWithServer([me(2, null)], [true, true]))
})

test('4: both servers answer with the same key', () => {
  assert.ok(met(g.oneKey, me(1, 'ada', { handle: 'a' }), me(2, 'ada', { handle: 'a' })))
  assert.ok(!met(g.oneKey, me(1, 'ada', { handle: 'a' }), me(2, 'ada', { handle: 'b' })))
  assert.ok(!met(g.oneKey, me(1, 'ada', { handle: 'a' }), me(1, 'ada', { handle: 'a' })))
})

test('5: ten logged-in answers in a row from one server while the other is down', () => {
  const down = { down: ['backend-2'] }
  assert.ok(met(g.fourLoggedIn, ...times(4, () => me(1, 'ada'))))
  assert.ok(!met(g.fourLoggedIn, ...times(9, (i) => me(1, i % 3 === 0 ? null : 'ada'))))
  assert.ok(met(g.serverDown, event({ kind: 'condition' }, ['backend-2'])))
  assert.ok(met(g.tenFromOtherServer, ...times(10, () => me(1, 'ada', down))))
  assert.ok(!met(g.tenFromOtherServer, ...times(20, () => me(1, 'ada'))))
  assert.ok(!met(g.tenFromOtherServer, ...times(20, () => me(2, 'ada', down))))
  const failure = answer('me', { status: 503, servedBy: null, ...down })
  const nine = () => times(9, () => me(1, 'ada', down))
  assert.ok(!met(g.tenFromOtherServer, ...nine(), failure, ...nine()))
})

test('6: a race is two changes between two reads of the cart', () => {
  const race = (realm: 'shared' | 'blob', after: Record<string, number>) => [
    cart(realm, { book: 1 }),
    answer('add', { realm }),
    answer('add', { realm }),
    cart(realm, after),
  ]
  assert.ok(met(g.lostOne, ...race('blob', { book: 1, pen: 1 })))
  assert.ok(!met(g.lostOne, ...race('blob', { book: 2, pen: 1 })))
  assert.ok(!met(g.lostOne, ...race('shared', { book: 1, pen: 1 })))
  assert.ok(met(g.keptBoth, ...race('shared', { book: 2, pen: 1 })))
  assert.ok(!met(g.keptBoth, ...race('shared', { book: 1, pen: 1 })))
  assert.ok(
    met(g.lostOne, ...race('blob', { book: 1, pen: 1 }), ...race('blob', { book: 2, pen: 1 })),
  )
  assert.equal(lastRace(race('blob', { book: 1 }).slice(1), 'blob'), null)
  const failed = race('blob', { book: 1 }).map((a) => ({ ...a, status: 503 }))
  assert.equal(lastRace(failed, 'blob'), null)
})

test('7: the timeout is short, the session expires, both servers answer anonymous, logout', () => {
  const short = answer('timeout', { sentBody: { idleTimeoutSeconds: 10 } })
  assert.ok(met(g.shortened, short))
  assert.ok(!met(g.shortened, { ...short, sentBody: { idleTimeoutSeconds: 1800 } }))
  assert.ok(!met(g.shortened, { ...short, status: 401 }))
  assert.ok(met(g.expired, expiry()))
  assert.ok(!met(g.expired, expiry(false)))
  assert.ok(met(g.expired, me(1, null, { before: 'ada' })))
  assert.ok(met(g.unknownToBoth, expiry(), me(1, null), me(2, null)))
  assert.ok(!met(g.unknownToBoth, expiry(), me(1, null), me(1, null)))
  assert.ok(!met(g.unknownToBoth, me(1, null), me(2, null)))
  assert.ok(g.unknownToBoth([me(1, null), me(2, null)], [true, true]))
  const logout = answer('logout', { status: 204, user: null })
  assert.ok(met(g.loggedOut, expiry(), me(1, 'ada'), logout))
  assert.ok(g.loggedOut([me(1, 'ada'), logout], [true, true]))
  assert.ok(!met(g.loggedOut, expiry(), logout))
  assert.ok(!met(g.loggedOut, me(1, 'ada'), logout))
})

test('8: a logout everywhere ends both sessions', () => {
  const everywhere = answer('everywhere', { status: 204, user: null })
  assert.ok(met(g.twoDevices, answer('sessions', { body: [{}, {}] })))
  assert.ok(!met(g.twoDevices, answer('sessions', { body: [{}] })))
  assert.ok(met(g.everywhere, everywhere))
  assert.ok(met(g.bothKeysGone, everywhere, ended(), ended()))
  assert.ok(!met(g.bothKeysGone, everywhere, ended(), ended(false)))
  assert.ok(!met(g.bothKeysGone, ended(), ended()))
  const second = me(1, null, { realm: 'second' })
  assert.ok(met(g.otherDeviceAnonymous, everywhere, second))
  assert.ok(!met(g.otherDeviceAnonymous, everywhere, me(1, null)))
  assert.ok(!met(g.otherDeviceAnonymous, second, everywhere))
  assert.ok(g.otherDeviceAnonymous([second], [true, true]))
})

test('9: 503 without Redis, then logged in again without a login', () => {
  const refusal = answer('me', { status: 503, redis: 'cut', before: 'ada' })
  assert.ok(met(g.refusedWithoutRedis, refusal))
  assert.ok(!met(g.refusedWithoutRedis, { ...refusal, before: null }))
  assert.ok(g.refusedWithoutRedis([{ ...refusal, before: undefined }], [true]))
  assert.ok(!met(g.refusedWithoutRedis, { ...refusal, redis: 'up' }))
  assert.ok(!met(g.refusedWithoutRedis, { ...refusal, servedBy: null }))
  const login = answer('login', { user: 'ada' })
  assert.ok(met(g.stillLoggedIn, refusal, me(1, 'ada')))
  assert.ok(!met(g.stillLoggedIn, refusal, login, me(1, 'ada')))
  assert.ok(met(g.stillLoggedIn, refusal, login, refusal, me(1, 'ada')))
  assert.ok(!met(g.stillLoggedIn, me(1, 'ada'), refusal))
  assert.ok(g.stillLoggedIn([me(1, 'ada')], [true, true]))
  assert.ok(!g.stillLoggedIn([login, me(1, 'ada')], [true, true]))
})

test('10: the challenges', () => {
  const isolated = { realm: 'isolated' } as const
  assert.ok(met(g.lostWithoutLogout, me(1, 'ada', isolated), me(2, null, isolated)))
  assert.ok(!met(g.lostWithoutLogout, me(1, 'ada'), me(2, null, isolated)))
  const logout = answer('logout', { status: 204, user: null })
  assert.ok(!met(g.lostWithoutLogout, me(1, 'ada'), logout, me(2, null)))
  const down = { down: ['backend-2'] }
  assert.ok(met(g.twentyWithoutFailure, ...times(20, () => me(1, null, down))))
  assert.ok(!met(g.twentyWithoutFailure, ...times(19, () => me(1, null, down))))
  assert.ok(met(g.answeredByNginx, answer('me', { status: 503, servedBy: null })))
  assert.ok(!met(g.answeredByNginx, answer('me', { status: 503 })))
  assert.ok(met(g.fromElsewhere, event({ kind: 'elsewhere', count: 1 })))
})
