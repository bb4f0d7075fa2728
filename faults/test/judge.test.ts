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

suite('valid histories', () => {
  test('acknowledged changes are in the cart', () => {
    const judge = judgeOf(add(1, 1), add(2, 2), cart({ [BOOK]: 2 }), owner('ada', 3))
    assert.deepEqual(brokenIn(judge), [])
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 0 })
  })

  test('a change without an answer may have been made, at once, late, or never', () => {
    for (const number of [1, 2]) {
      const judge = judgeOf(add(1, 1), addWithoutAnswer(), cart({ [BOOK]: number }))
      assert.deepEqual(brokenIn(judge), [])
    }
    const late = judgeOf(addWithoutAnswer(), cart({}), add(1, 1), cart({ [BOOK]: 2 }))
    assert.deepEqual(brokenIn(late), [])
  })

  test('many changes without an answer are made late, after a freeze', () => {
    const judge = judgeOf(...hundredWithoutAnswer, cart({}), add(1, 200), cart({ [BOOK]: 50 }))
    assert.deepEqual(brokenIn(judge), [])
  })

  test('the first reading finds an old change without an answer', () => {
    const judge = judgeOf(addWithoutAnswer(), cart({ [BOOK]: 1 }, LATEST_MS * 2))
    assert.deepEqual(brokenIn(judge), [])
  })

  test('a reading in flight at `settled` does not close later requests', () => {
    const judge = judgeOf(
      addWithoutAnswer(),
      settled(50, 60),
      cart({}, 59),
      cart({ [BOOK]: 1 }, 61),
    )
    assert.deepEqual(brokenIn(judge), [])
  })

  test('a request sent just before `settled` may still be executed late', () => {
    const judge = judgeOf(addWithoutAnswer(55), settled(50, 60), cart({}, 61))
    cart({ [BOOK]: 1 }, 62)(judge)
    assert.deepEqual(brokenIn(judge), [])
  })

  test('the last set quantity is in the cart', () => {
    const judge = judgeOf(set(1, 1), cart({ [PEN]: 1 }), set(2, 2), cart({ [PEN]: 2 }))
    assert.deepEqual(brokenIn(judge), [])
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 0 })
  })

  test('a later quantity without an answer may be in the cart, at once or late', () => {
    for (const number of [1, 2, 3]) {
      const judge = judgeOf(set(1, 1), setWithoutAnswer(2, 2), setWithoutAnswer(3, 3))
      for (const step of [cart({ [PEN]: 1 }), cart({ [PEN]: number })]) step(judge)
      assert.deepEqual(brokenIn(judge), [])
    }
  })

  test('every answer after a logout is 401', () => {
    const judge = judgeOf(logOut(1), owner(undefined, 2), owner(undefined, 3))
    assert.deepEqual(brokenIn(judge), [])
  })

  test('an answer in flight at the logout is no violation', () => {
    assert.deepEqual(brokenIn(judgeOf(logOut(5), owner('ada', 4))), [])
  })
})

suite('invalid histories', () => {
  test('an acknowledged change is lost', () => {
    const judge = judgeOf(add(1, 1), add(2, 2), cart({ [BOOK]: 1 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 1 })
  })

  test('an acknowledgement itself shows that earlier ones are lost', () => {
    assert.deepEqual(brokenIn(judgeOf(add(1, 1), add(2, 2), add(2, 3))), ['change lost'])
  })

  test('every acknowledged change is lost', () => {
    assert.deepEqual(brokenIn(judgeOf(add(1, 1), cart({}))), ['change lost'])
  })

  test('one request was executed twice', () => {
    assert.deepEqual(brokenIn(judgeOf(add(1, 1), cart({ [BOOK]: 2 }))), ['executed twice'])
    assert.deepEqual(brokenIn(judgeOf(add(2, 1))), ['executed twice'])
  })

  test('a request without an answer was executed twice', () => {
    assert.deepEqual(brokenIn(judgeOf(addWithoutAnswer(), cart({ [BOOK]: 2 }))), ['executed twice'])
  })

  test('an unknown outcome allows one execution, not one for each reading', () => {
    const judge = judgeOf(addWithoutAnswer(), cart({ [BOOK]: 1 }), cart({ [BOOK]: 2 }))
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('a refused request was executed', () => {
    const refused: Step = (judge) => judge.refused(SESSION, additionOf(1))
    const judge = judgeOf(addWithoutAnswer(1), refused, cart({ [BOOK]: 1 }))
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('changes are executed after the longest delay', () => {
    const early = judgeOf(...hundredWithoutAnswer, cart({}, LATEST_MS + 101))
    for (const step of [add(1, LATEST_MS + 102), cart({ [BOOK]: 50 }, LATEST_MS + 103)]) step(early)
    assert.deepEqual(brokenIn(early), ['executed twice'])
  })

  test('changes are executed after `settled`', () => {
    const judge = judgeOf(...hundredWithoutAnswer, settled(100, 200), cart({}, 201))
    for (const step of [add(1, 202), cart({ [BOOK]: 50 }, 203)]) step(judge)
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('the last set quantity is lost', () => {
    const judge = judgeOf(set(1, 1), set(2, 2), cart({ [PEN]: 1 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
    assert.deepEqual(judge.totals(), { acknowledged: 2, lost: 1 })
    assert.deepEqual(brokenIn(judgeOf(set(1, 1), cart({}))), ['change lost'])
  })

  test('an older request, executed late, undoes a set quantity', () => {
    const judge = judgeOf(setWithoutAnswer(1, 1), set(2, 2), cart({ [PEN]: 2 }), cart({ [PEN]: 1 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
  })

  test('a refused request, or one that was never sent, changes a set quantity', () => {
    const refused: Step = (judge) => judge.refused(SESSION, settingOf(2))
    const judge = judgeOf(set(1, 1), setWithoutAnswer(2, 2), refused, cart({ [PEN]: 2 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
    assert.deepEqual(brokenIn(judgeOf(set(1, 1), cart({ [PEN]: 9 }))), ['change lost'])
  })

  test('a request without an answer changes a set quantity after `settled`, or after the longest delay', () => {
    const steps = [set(1, 1), setWithoutAnswer(2, 2)]
    const later = [cart({ [PEN]: 1 }, LATEST_MS + 3), cart({ [PEN]: 2 }, LATEST_MS + 4)]
    assert.deepEqual(brokenIn(judgeOf(...steps, ...later)), ['change lost'])
    const after = [settled(3, 4), cart({ [PEN]: 1 }, 5), cart({ [PEN]: 2 }, 6)]
    assert.deepEqual(brokenIn(judgeOf(...steps, ...after)), ['change lost'])
  })

  test('a session is valid again after its logout', () => {
    assert.deepEqual(brokenIn(judgeOf(logOut(1), owner('ada', 2))), ['session resurrected'])
  })

  test('a session ends without a logout, and its changes are lost', () => {
    const judge = judgeOf(add(1, 1), owner(undefined, 2))
    assert.deepEqual(brokenIn(judge), ['logged out'])
    assert.deepEqual(judge.totals(), { acknowledged: 1, lost: 1 })
  })

  test("somebody else's name, cart or cookie is shown", () => {
    assert.deepEqual(brokenIn(judgeOf(owner('bob', 1))), ['foreign data'])
    assert.deepEqual(brokenIn(judgeOf(cart({ 'plain-bob': 1 }))), ['foreign data'])
    const stray = judgeOf((judge) => judge.sawStrayCookie(SESSION, '/api/me'))
    assert.deepEqual(brokenIn(stray), ['foreign data'])
  })
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
