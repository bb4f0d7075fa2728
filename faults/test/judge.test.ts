// The judge must report violations in invalid histories, and nothing in valid ones.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createJudge, type Judge, LATEST_MS } from '../judge/judge.ts'

const SESSION = 'sid=ada'
const BOOK = 'plain-ada'
const PEN = 'set-ada'

type Step = (judge: Judge) => void

function judgeOf(...steps: Step[]): Judge {
  const judge = createJudge()
  judge.loggedIn(SESSION, 'ada', 0)
  for (const step of steps) step(judge)
  return judge
}

const additionOf = (number: number) => ({ kind: 'add', item: BOOK, number }) as const
const settingOf = (number: number) => ({ kind: 'set', item: PEN, number }) as const

/** @param quantity the quantity in the answer */
const add =
  (quantity: number, at: number): Step =>
  (judge) => {
    judge.sent(SESSION, additionOf(at + 0.5), at)
    judge.acknowledged(SESSION, additionOf(at + 0.5), at)
    judge.sawCart(SESSION, { [BOOK]: quantity }, at, at)
  }
const addWithoutAnswer =
  (at = 1): Step =>
  (judge) =>
    judge.sent(SESSION, additionOf(at), at)
const hundredWithoutAnswer = Array.from({ length: 100 }, (_, i) => addWithoutAnswer(i))
const set =
  (quantity: number, at: number): Step =>
  (judge) => {
    judge.sent(SESSION, settingOf(quantity), at)
    judge.acknowledged(SESSION, settingOf(quantity), at)
  }
const setWithoutAnswer =
  (quantity: number, at: number): Step =>
  (judge) =>
    judge.sent(SESSION, settingOf(quantity), at)
const cart =
  (items: Record<string, number>, at = 100): Step =>
  (judge) =>
    judge.sawCart(SESSION, items, at, at)
const settled = (before: number, since: number) => (judge: Judge) => judge.settled(before, since)
const owner = (name: string | undefined, sentAt: number) => (judge: Judge) =>
  judge.sawOwner(SESSION, name, sentAt, sentAt + 1)
const logOut = (at: number) => (judge: Judge) => judge.loggedOut(SESSION, at)

const brokenIn = (judge: Judge, ...windows: { from: number; to: number }[]) =>
  judge.violations(windows).map(({ broken }) => broken)

/** A history, and the violations that the judge must report. */
const history = (what: string, broken: string[], ...steps: Step[]) =>
  test(what, () => assert.deepEqual(brokenIn(judgeOf(...steps)), broken))

suite('valid histories', () => {
  test('acknowledged changes are in the cart', () => {
    const judge = judgeOf(add(1, 1), add(2, 2), cart({ [BOOK]: 2 }), owner('ada', 3))
    assert.deepEqual(brokenIn(judge), [])
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 0 })
  })

  for (const number of [1, 2]) {
    const steps = [add(1, 1), addWithoutAnswer(), cart({ [BOOK]: number })]
    history(`a change without an answer may have been made or not: ${number}`, [], ...steps)
  }
  const late = [addWithoutAnswer(), cart({}), add(1, 1), cart({ [BOOK]: 2 })]
  history('a change without an answer may be made late', [], ...late)

  const freeze = [...hundredWithoutAnswer, cart({}), add(1, 200), cart({ [BOOK]: 50 })]
  history('many changes without an answer are made late, after a freeze', [], ...freeze)

  const old = [addWithoutAnswer(), cart({ [BOOK]: 1 }, LATEST_MS * 2)]
  history('the first reading finds an old change without an answer', [], ...old)

  const inFlight = [addWithoutAnswer(), settled(50, 60), cart({}, 59), cart({ [BOOK]: 1 }, 61)]
  history('a reading in flight at `settled` does not close later requests', [], ...inFlight)

  const justBefore = [addWithoutAnswer(55), settled(50, 60), cart({}, 61), cart({ [BOOK]: 1 }, 62)]
  history('a request sent just before `settled` may still be executed late', [], ...justBefore)

  test('the last set quantity is in the cart', () => {
    const judge = judgeOf(set(1, 1), cart({ [PEN]: 1 }), set(2, 2), cart({ [PEN]: 2 }))
    assert.deepEqual(brokenIn(judge), [])
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 0 })
  })

  for (const number of [1, 2, 3]) {
    const unknown = [set(1, 1), setWithoutAnswer(2, 2), setWithoutAnswer(3, 3), cart({ [PEN]: 1 })]
    const what = `a later quantity without an answer may be in the cart, at once or late: ${number}`
    history(what, [], ...unknown, cart({ [PEN]: number }))
  }

  const after = [logOut(1), owner(undefined, 2), owner(undefined, 3)]
  history('every answer after a logout is 401', [], ...after)
  history('an answer in flight at the logout is no violation', [], logOut(5), owner('ada', 4))
})

suite('invalid histories', () => {
  const LOST = ['change lost']
  const TWICE = ['executed twice']
  const addRefused: Step = (judge) => judge.refused(SESSION, additionOf(1))
  const setRefused: Step = (judge) => judge.refused(SESSION, settingOf(2))

  test('an acknowledged change is lost', () => {
    const judge = judgeOf(add(1, 1), add(2, 2), cart({ [BOOK]: 1 }))
    assert.deepEqual(brokenIn(judge), LOST)
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 1 })
  })

  const earlier = [add(1, 1), add(2, 2), add(2, 3)]
  history('an acknowledgement itself shows that earlier ones are lost', LOST, ...earlier)
  history('every acknowledged change is lost', LOST, add(1, 1), cart({}))
  history('one request was executed twice', TWICE, add(1, 1), cart({ [BOOK]: 2 }))
  history('the acknowledgement itself shows a second execution', TWICE, add(2, 1))

  const unanswered = [addWithoutAnswer(), cart({ [BOOK]: 2 })]
  history('a request without an answer was executed twice', TWICE, ...unanswered)

  const readTwice = [addWithoutAnswer(), cart({ [BOOK]: 1 }), cart({ [BOOK]: 2 })]
  history('an unknown outcome allows one execution, not one for each reading', TWICE, ...readTwice)

  const refused = [addWithoutAnswer(1), addRefused, cart({ [BOOK]: 1 })]
  history('a refused request was executed', TWICE, ...refused)

  history(
    'changes are executed after the longest delay',
    TWICE,
    ...hundredWithoutAnswer,
    cart({}, LATEST_MS + 101),
    add(1, LATEST_MS + 102),
    cart({ [BOOK]: 50 }, LATEST_MS + 103),
  )

  const settledEarly = [...hundredWithoutAnswer, settled(100, 200), cart({}, 201)]
  const fifty = [add(1, 202), cart({ [BOOK]: 50 }, 203)]
  history('changes are executed after `settled`', TWICE, ...settledEarly, ...fifty)

  test('the last set quantity is lost', () => {
    const judge = judgeOf(set(1, 1), set(2, 2), cart({ [PEN]: 1 }))
    assert.deepEqual(brokenIn(judge), LOST)
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 1 })
  })
  history('the only set quantity is lost', LOST, set(1, 1), cart({}))

  const undone = [setWithoutAnswer(1, 1), set(2, 2), cart({ [PEN]: 2 }), cart({ [PEN]: 1 })]
  history('an older request, executed late, undoes a set quantity', LOST, ...undone)

  const withRefused = [set(1, 1), setWithoutAnswer(2, 2), setRefused, cart({ [PEN]: 2 })]
  history('a refused request changes a set quantity', LOST, ...withRefused)
  history('the quantity is one that was never set', LOST, set(1, 1), cart({ [PEN]: 9 }))

  const unknown = [set(1, 1), setWithoutAnswer(2, 2)]
  const later = [cart({ [PEN]: 1 }, LATEST_MS + 3), cart({ [PEN]: 2 }, LATEST_MS + 4)]
  history('a request changes a set quantity after the longest delay', LOST, ...unknown, ...later)
  const closed = [settled(3, 4), cart({ [PEN]: 1 }, 5), cart({ [PEN]: 2 }, 6)]
  history('a request changes a set quantity after `settled`', LOST, ...unknown, ...closed)

  const resurrected = ['session resurrected']
  history('a session is valid again after its logout', resurrected, logOut(1), owner('ada', 2))

  test('a session ends without a logout, and its changes are lost', () => {
    const judge = judgeOf(add(1, 1), owner(undefined, 2))
    assert.deepEqual(brokenIn(judge), ['logged out'])
    assert.deepEqual(judge.totals(), { acknowledged: 1, lost: 1 })
  })

  const stray: Step = (judge) => judge.sawStrayCookie(SESSION, '/api/me')
  history("somebody else's name is shown", ['foreign data'], owner('bob', 1))
  history("somebody else's cart is shown", ['foreign data'], cart({ 'plain-bob': 1 }))
  history('an unexpected cookie is set', ['foreign data'], stray)
})

suite('loss windows', () => {
  const lastSecond = { from: 1_000, to: 2_000 }

  test('excuse changes acknowledged within the window, and no others', () => {
    const twoLost = judgeOf(add(1, 1_500), add(2, 1_600), cart({}))
    assert.deepEqual(brokenIn(twoLost, lastSecond), [])
    const anOlderOneToo = judgeOf(add(1, 500), add(2, 1_600), cart({}))
    assert.deepEqual(brokenIn(anOlderOneToo, lastSecond), ['change lost'])
  })

  test('excuse a quantity set within the window, whether the old value or one without an answer is back', () => {
    const steps = [set(1, 500), setWithoutAnswer(2, 1_400), set(3, 1_500)]
    for (const number of [1, 2]) {
      assert.deepEqual(brokenIn(judgeOf(...steps, cart({ [PEN]: number })), lastSecond), [])
    }
    const anOlderOneToo = judgeOf(...steps, cart({}))
    assert.deepEqual(brokenIn(anOlderOneToo, lastSecond), ['change lost'])
  })

  test('do not change the count of lost changes', () => {
    const judge = judgeOf(add(1, 1_500), cart({}))
    judge.violations([lastSecond])
    assert.deepEqual(judge.totals(), { acknowledged: 1, lost: 1 })
  })

  test('excuse a login and a logout within the window', () => {
    assert.deepEqual(brokenIn(judgeOf(owner(undefined, 9)), { from: -1, to: 1 }), [])
    assert.deepEqual(brokenIn(judgeOf(owner(undefined, 9)), lastSecond), ['logged out'])
    assert.deepEqual(brokenIn(judgeOf(logOut(1_500), owner('ada', 3_000)), lastSecond), [])
    const earlier = judgeOf(logOut(500), owner('ada', 3_000))
    assert.deepEqual(brokenIn(earlier, lastSecond), ['session resurrected'])
  })

  test('never excuse a second execution or foreign data', () => {
    const judge = judgeOf(add(2, 1_500), cart({ [BOOK]: 2, 'plain-bob': 1 }, 1_500))
    assert.deepEqual(brokenIn(judge, lastSecond), ['executed twice', 'foreign data'])
  })
})
