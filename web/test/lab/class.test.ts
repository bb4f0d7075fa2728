import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Student } from '@session-clustering/api/class'
import { guestNames } from '../../src/lab/class/guest-names.ts'
import { countsOf, merge } from '../../src/lab/class/students.ts'

const student = (id: string, fields: Partial<Student> = {}): Student => ({
  ...{ id, name: id, servedBy: 'backend-1', loggedIn: true, step: 0, choice: 0 },
  ...fields,
})
const byId = (...students: Student[]) => new Map(students.map((each) => [each.id, each]))

test('a change keeps the place of a dot; a complete list removes who has left', () => {
  const before = byId(student('ada'), student('bob'), student('eve'))
  const changed = merge(before, [student('eve'), student('ada', { loggedIn: false })], false)
  assert.deepEqual([...changed.keys()], ['ada', 'bob', 'eve'])
  assert.equal(changed.get('ada')?.loggedIn, false)
  const complete = merge(before, [student('new'), student('eve'), student('ada')], true)
  assert.deepEqual([...complete.keys()], ['ada', 'eve', 'new'])
})

test('only predictions for the open step are counted', () => {
  const all = [
    student('ada', { step: 2, choice: 1 }),
    student('bob', { step: 2, choice: 1 }),
    student('eve', { step: 1, choice: 1 }),
    student('new'),
  ]
  assert.deepEqual(countsOf(all, 2, 3), [0, 2, 0])
})

test('a guest account shows the name where the rules for usernames allow it', () => {
  const half = () => 0.5
  assert.deepEqual(guestNames('김 철수!', half), ['김철수-500000', 'guest-500000'])
  assert.deepEqual(guestNames('<> ', half), ['guest-500000'])
})
