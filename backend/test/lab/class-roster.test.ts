import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { studentIn } from '../../src/lab/class-header.ts'
import { classRoster } from '../../src/lab/class-roster.ts'

const sighting = (id: string, at: number, servedBy = 'backend-1', loggedIn = true) => ({
  ...{ id, name: `name of ${id}`, servedBy, loggedIn, step: 0, choice: 0, at },
})

suite('the roster of a class', () => {
  test('keeps the last request of each student, by the time of its arrival', () => {
    const roster = classRoster()
    roster.receive([sighting('ada', 2, 'backend-2', false), sighting('bob', 1)])
    roster.receive([sighting('ada', 1, 'backend-1', true)])
    const shown = roster.list().map(({ id, servedBy, loggedIn }) => [id, servedBy, loggedIn])
    assert.deepEqual(shown, [
      ['ada', 'backend-2', false],
      ['bob', 'backend-1', true],
    ])
  })

  test('a change is told once; a request that changes nothing is not told', () => {
    const roster = classRoster()
    const told = () => roster.takeChanged().map(({ id }) => id)
    roster.receive([sighting('ada', 1), sighting('bob', 1)])
    assert.deepEqual(told(), ['ada', 'bob'])
    roster.receive([sighting('ada', 2), sighting('bob', 2, 'backend-2')])
    assert.deepEqual(told(), ['bob'])
    assert.deepEqual(told(), [])
  })

  test('has 300 students at most; those without a request for three minutes make room', () => {
    let now = 0
    const roster = classRoster(() => now)
    roster.receive(Array.from({ length: 301 }, (_, i) => sighting(`s${i}`, 1)))
    assert.equal(roster.list().length, 300)
    now = 180_000
    roster.receive([sighting('s0', 2)])
    assert.equal(roster.removeStale(), false)
    now += 1
    assert.equal(roster.removeStale(), true)
    roster.receive([sighting('late', 3)])
    assert.deepEqual(
      roster.list().map(({ id }) => id),
      ['s0', 'late'],
    )
  })
})

suite('X-Lab-Student', () => {
  const header = (sent: unknown) => encodeURIComponent(JSON.stringify(sent))
  const nameOf = (name: string) => studentIn(header({ name, step: 0, choice: 0 }))?.name

  for (const [sent, shown] of [
    ['  Ada  ', 'Ada'],
    ['김철수', '김철수'],
    ['<b>Ada</b>', '<b>Ada</b>'],
    ['Ada\n\u202eBob', 'Ada Bob'],
    ['a'.repeat(21), 'a'.repeat(20)],
    ['😀'.repeat(21), '😀'.repeat(20)],
    [`x${'\u0323'.repeat(30)}`, `x${'\u0323'.repeat(4)}`],
    ['\u200b \u0000', undefined],
  ] as const) {
    test(`the name ${JSON.stringify(sent)} is shown as ${shown}`, () => {
      assert.equal(nameOf(sent), shown)
    })
  }

  test('a header that is missing, invalid or too long names nobody', () => {
    const valid = { name: 'Ada', step: 4, choice: 1 }
    assert.deepEqual(studentIn(header({ ...valid, id: 'of somebody else' })), valid)
    for (const sent of [
      undefined,
      '',
      '%',
      'Ada',
      header(null),
      header({ ...valid, name: 1 }),
      header({ ...valid, step: 11 }),
      header({ ...valid, choice: -1 }),
      header({ ...valid, rest: 'a'.repeat(500) }),
    ]) {
      assert.equal(studentIn(sent), undefined, sent)
    }
  })
})
