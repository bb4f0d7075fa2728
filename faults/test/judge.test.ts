// The judge is told false stories: it must notice. And true ones: it must keep quiet.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createJudge, type Judge, LATEST_MS } from '../judge/judge.ts'

const SESSION = 'sid=ada'
const BOOK = 'plain-ada'
const PEN = 'set-ada'

function judgeOf(...told: ((judge: Judge) => void)[]): Judge {
  const judge = createJudge()
  judge.loggedIn(SESSION, 'ada', 0)
  for (const tell of told) tell(judge)
  return judge
}

const add = (quantity: number, at: number) => (judge: Judge) => {
  judge.asked(SESSION, BOOK, 'answered', at)
  judge.acknowledged(SESSION, BOOK, 'answered', quantity, at)
}
const addWithoutAnswer =
  (at = 1, request = `unanswered-${at}`) =>
  (judge: Judge) =>
    judge.asked(SESSION, BOOK, request, at)
const hundredWithoutAnswer = Array.from({ length: 100 }, (_, i) => addWithoutAnswer(i))
const set = (quantity: number, at: number) => (judge: Judge) => {
  judge.setting(SESSION, PEN, quantity, at)
  judge.wasSet(SESSION, PEN, quantity, at)
}
const setWithoutAnswer = (quantity: number, at: number) => (judge: Judge) =>
  judge.setting(SESSION, PEN, quantity, at)
const cart =
  (items: Record<string, number>, at = 100) =>
  (judge: Judge) =>
    judge.sawCart(SESSION, items, at, at)
const settled = (before: number, since: number) => (judge: Judge) => judge.settled(before, since)
const owner = (name: string | undefined, sentAt: number) => (judge: Judge) =>
  judge.sawOwner(SESSION, name, sentAt, sentAt + 1)
const logOut = (at: number) => (judge: Judge) => judge.loggedOut(SESSION, at)

const brokenIn = (judge: Judge, ...windows: { from: number; to: number }[]) =>
  judge.violations(windows).map(({ broken }) => broken)

suite('true stories', () => {
  test('what was acknowledged is there', () => {
    const judge = judgeOf(add(1, 1), add(2, 2), cart({ [BOOK]: 2 }), owner('ada', 3))
    assert.deepEqual(brokenIn(judge), [])
    assert.deepEqual(judge.takeTotals(), { acknowledged: 2, lost: 0 })
  })

  test('a change without an answer may have been made, at once, late, or never', () => {
    for (const number of [1, 2]) {
      const judge = judgeOf(add(1, 1), addWithoutAnswer(), cart({ [BOOK]: number }))
      assert.deepEqual(brokenIn(judge), [])
    }
    const late = judgeOf(addWithoutAnswer(), cart({}), add(1, 1), cart({ [BOOK]: 2 }))
    assert.deepEqual(brokenIn(late), [])
  })

  test('many changes without an answer are made late, when what froze has thawed', () => {
    const judge = judgeOf(...hundredWithoutAnswer, cart({}), add(1, 200), cart({ [BOOK]: 50 }))
    assert.deepEqual(brokenIn(judge), [])
  })

  test('an old change without an answer is found by the first who looks', () => {
    const judge = judgeOf(addWithoutAnswer(), cart({ [BOOK]: 1 }, LATEST_MS * 2))
    assert.deepEqual(brokenIn(judge), [])
  })

  test('a look that was on its way when all had settled says nothing about what came after', () => {
    const judge = judgeOf(
      addWithoutAnswer(),
      settled(50, 60),
      cart({}, 59),
      cart({ [BOOK]: 1 }, 61),
    )
    assert.deepEqual(brokenIn(judge), [])
  })

  test('what was sent when all was about to settle may still be late', () => {
    const judge = judgeOf(addWithoutAnswer(55), settled(50, 60), cart({}, 61))
    cart({ [BOOK]: 1 }, 62)(judge)
    assert.deepEqual(brokenIn(judge), [])
  })

  test('what was set last is there', () => {
    const judge = judgeOf(set(1, 1), cart({ [PEN]: 1 }), set(2, 2), cart({ [PEN]: 2 }))
    assert.deepEqual(brokenIn(judge), [])
    assert.deepEqual(judge.takeTotals(), { acknowledged: 2, lost: 0 })
  })

  test('what was set without an answer later than that may be there instead, at once or late', () => {
    for (const number of [1, 2, 3]) {
      const judge = judgeOf(set(1, 1), setWithoutAnswer(2, 2), setWithoutAnswer(3, 3))
      for (const tell of [cart({ [PEN]: 1 }), cart({ [PEN]: number })]) tell(judge)
      assert.deepEqual(brokenIn(judge), [])
    }
  })

  test('who has logged out is logged out, however often they ask', () => {
    const judge = judgeOf(logOut(1), owner(undefined, 2), owner(undefined, 3))
    assert.deepEqual(brokenIn(judge), [])
  })

  test('an answer that was on its way when the session ended is no resurrection', () => {
    assert.deepEqual(brokenIn(judgeOf(logOut(5), owner('ada', 4))), [])
  })
})

suite('false stories', () => {
  test('an acknowledged change is gone', () => {
    const judge = judgeOf(add(1, 1), add(2, 2), cart({ [BOOK]: 1 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
    assert.deepEqual(judge.takeTotals(), { acknowledged: 2, lost: 1 })
  })

  test('an acknowledgement itself shows that earlier ones are gone', () => {
    assert.deepEqual(brokenIn(judgeOf(add(1, 1), add(2, 2), add(2, 3))), ['change lost'])
  })

  test('all of it is gone', () => {
    assert.deepEqual(brokenIn(judgeOf(add(1, 1), cart({}))), ['change lost'])
  })

  test('one request was executed twice', () => {
    assert.deepEqual(brokenIn(judgeOf(add(1, 1), cart({ [BOOK]: 2 }))), ['executed twice'])
    assert.deepEqual(brokenIn(judgeOf(add(2, 1))), ['executed twice'])
  })

  test('a request without an answer was executed twice', () => {
    assert.deepEqual(brokenIn(judgeOf(addWithoutAnswer(), cart({ [BOOK]: 2 }))), ['executed twice'])
  })

  test('an unknown outcome excuses one execution, and not one each time it is looked at', () => {
    const judge = judgeOf(addWithoutAnswer(), cart({ [BOOK]: 1 }), cart({ [BOOK]: 2 }))
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('a request that was refused was executed all the same', () => {
    const refused = (judge: Judge) => judge.refused(SESSION, BOOK, 'refused')
    const judge = judgeOf(addWithoutAnswer(1, 'refused'), refused, cart({ [BOOK]: 1 }))
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('what was not made for long is made twice later', () => {
    const early = judgeOf(...hundredWithoutAnswer, cart({}, LATEST_MS + 101))
    for (const tell of [add(1, LATEST_MS + 102), cart({ [BOOK]: 50 }, LATEST_MS + 103)]) tell(early)
    assert.deepEqual(brokenIn(early), ['executed twice'])
  })

  test('what was not made when all had settled is made later', () => {
    const judge = judgeOf(...hundredWithoutAnswer, settled(100, 200), cart({}, 201))
    for (const tell of [add(1, 202), cart({ [BOOK]: 50 }, 203)]) tell(judge)
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('of what was set last, nothing is there', () => {
    const judge = judgeOf(set(1, 1), set(2, 2), cart({ [PEN]: 1 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
    assert.deepEqual(judge.takeTotals(), { acknowledged: 2, lost: 1 })
    assert.deepEqual(brokenIn(judgeOf(set(1, 1), cart({}))), ['change lost'])
  })

  test('what was set is undone by an older request that is executed late', () => {
    const judge = judgeOf(setWithoutAnswer(1, 1), set(2, 2), cart({ [PEN]: 2 }), cart({ [PEN]: 1 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
  })

  test('what was set is undone by one that was refused, or never sent', () => {
    const refused = (judge: Judge) => judge.notSet(SESSION, PEN, 2)
    const judge = judgeOf(set(1, 1), setWithoutAnswer(2, 2), refused, cart({ [PEN]: 2 }))
    assert.deepEqual(brokenIn(judge), ['change lost'])
    assert.deepEqual(brokenIn(judgeOf(set(1, 1), cart({ [PEN]: 9 }))), ['change lost'])
  })

  test('what was set is undone by one without an answer, after all had settled or after very long', () => {
    const story = [set(1, 1), setWithoutAnswer(2, 2)]
    const later = [cart({ [PEN]: 1 }, LATEST_MS + 3), cart({ [PEN]: 2 }, LATEST_MS + 4)]
    assert.deepEqual(brokenIn(judgeOf(...story, ...later)), ['change lost'])
    const after = [settled(3, 4), cart({ [PEN]: 1 }, 5), cart({ [PEN]: 2 }, 6)]
    assert.deepEqual(brokenIn(judgeOf(...story, ...after)), ['change lost'])
  })

  test('a session is back after its end', () => {
    assert.deepEqual(brokenIn(judgeOf(logOut(1), owner('ada', 2))), ['session resurrected'])
  })

  test('somebody is logged out unasked, and what they had is lost', () => {
    const judge = judgeOf(add(1, 1), owner(undefined, 2))
    assert.deepEqual(brokenIn(judge), ['logged out'])
    assert.deepEqual(judge.takeTotals(), { acknowledged: 1, lost: 1 })
  })

  test("somebody else's name, cart or cookie is shown", () => {
    assert.deepEqual(brokenIn(judgeOf(owner('bob', 1))), ['foreign data'])
    assert.deepEqual(brokenIn(judgeOf(cart({ 'plain-bob': 1 }))), ['foreign data'])
    const stray = judgeOf((judge) => judge.sawStrayCookie(SESSION, '/api/me', 1))
    assert.deepEqual(brokenIn(stray), ['foreign data'])
  })
})

suite('what a row allows to be lost', () => {
  const lastSecond = { from: 1_000, to: 2_000 }

  test('changes acknowledged within the window, and no others', () => {
    const twoGone = judgeOf(add(1, 1_500), add(2, 1_600), cart({}))
    assert.deepEqual(brokenIn(twoGone, lastSecond), [])
    const anOlderOneToo = judgeOf(add(1, 500), add(2, 1_600), cart({}))
    assert.deepEqual(brokenIn(anOlderOneToo, lastSecond), ['change lost'])
  })

  test('what was set within the window, be it back at what it was or at what it may have been', () => {
    const story = [set(1, 500), setWithoutAnswer(2, 1_400), set(3, 1_500)]
    for (const number of [1, 2]) {
      assert.deepEqual(brokenIn(judgeOf(...story, cart({ [PEN]: number })), lastSecond), [])
    }
    const anOlderOneToo = judgeOf(...story, cart({}))
    assert.deepEqual(brokenIn(anOlderOneToo, lastSecond), ['change lost'])
  })

  test('it is counted all the same', () => {
    const judge = judgeOf(add(1, 1_500), cart({}))
    judge.violations([lastSecond])
    assert.deepEqual(judge.takeTotals(), { acknowledged: 1, lost: 1 })
  })

  test('a login and a logout of that second', () => {
    assert.deepEqual(brokenIn(judgeOf(owner(undefined, 9)), { from: -1, to: 1 }), [])
    assert.deepEqual(brokenIn(judgeOf(owner(undefined, 9)), lastSecond), ['logged out'])
    assert.deepEqual(brokenIn(judgeOf(logOut(1_500), owner('ada', 3_000)), lastSecond), [])
    const earlier = judgeOf(logOut(500), owner('ada', 3_000))
    assert.deepEqual(brokenIn(earlier, lastSecond), ['session resurrected'])
  })

  test('never an execution too many, nor foreign data', () => {
    const judge = judgeOf(add(2, 1_500), cart({ [BOOK]: 2, 'plain-bob': 1 }, 1_500))
    assert.deepEqual(brokenIn(judge, lastSecond), ['executed twice', 'foreign data'])
  })
})
