import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../random/seeded.ts'

const numbers = (seed: number) => {
  const random = seeded(seed)
  return Array.from({ length: 1_000 }, () => random.next())
}

test('a seed repeats its numbers, another seed has others', () => {
  assert.deepEqual(numbers(7), numbers(7))
  assert.notDeepEqual(numbers(7), numbers(8))
})

test('every part of the range comes up', () => {
  const tenths = new Set(numbers(7).map((number) => Math.floor(number * 10)))
  assert.deepEqual(
    [...tenths].sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  )
})
