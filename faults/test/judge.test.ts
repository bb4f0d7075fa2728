// The judge is told false stories: it must notice. And true ones: it must keep quiet.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createJudge, type Judge } from '../judge/judge.ts'

const SESSION = 'sid=ada'
const BOOK = 'plain-ada'

function judgeOf(...told: ((judge: Judge) => void)[]): Judge {
  const judge = createJudge()
  judge.loggedIn(SESSION, 'ada', 0)
  for (const tell of told) tell(judge)
  return judge
}

const add = (quantity: number, at: number) => (judge: Judge) => {
  judge.asked(SESSION, BOOK)
  judge.acknowledged(SESSION, BOOK, quantity, at)
}
const addWithoutAnswer = (judge: Judge) => judge.asked(SESSION, BOOK)
const cart =
  (items: Record<string, number>, at = 100) =>
  (judge: Judge) =>
    judge.sawCart(SESSION, items, at)
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
      const judge = judgeOf(add(1, 1), addWithoutAnswer, cart({ [BOOK]: number }))
      assert.deepEqual(brokenIn(judge), [])
    }
    const late = judgeOf(addWithoutAnswer, cart({}), add(1, 1), cart({ [BOOK]: 2 }))
    assert.deepEqual(brokenIn(late), [])
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
    assert.deepEqual(brokenIn(judgeOf(addWithoutAnswer, cart({ [BOOK]: 2 }))), ['executed twice'])
  })

  test('an unknown outcome excuses one execution, and not one each time it is looked at', () => {
    const judge = judgeOf(addWithoutAnswer, cart({ [BOOK]: 1 }), cart({ [BOOK]: 2 }))
    assert.deepEqual(brokenIn(judge), ['executed twice'])
  })

  test('a request that was refused was executed all the same', () => {
    const judge = judgeOf(addWithoutAnswer, (told) => told.refused(SESSION, BOOK))
    judge.sawCart(SESSION, { [BOOK]: 1 }, 1)
    assert.deepEqual(brokenIn(judge), ['executed twice'])
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
