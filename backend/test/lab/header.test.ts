import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { headerOf } from '../../src/lab/header.ts'

suite('header of percent-encoded JSON', () => {
  const header = (items: readonly string[], maxLength: number) =>
    headerOf(
      items.map((item) => JSON.stringify(item)),
      (kept) => items.slice(0, kept),
      maxLength,
    )
  const decoded = (value: string) => JSON.parse(decodeURIComponent(value))

  test('has all items if they fit', () => {
    const items = ['a', '한국', '"\\"', '🙂']
    assert.deepEqual(decoded(header(items, 200)), items)
  })

  test('has as many as fit, and is not longer', () => {
    const items = Array.from({ length: 50 }, (_, i) => `한국 ${i}`)
    for (const maxLength of [100, 500, 1_000]) {
      const value = header(items, maxLength)
      const kept = decoded(value).length
      assert.ok(value.length <= maxLength && kept > 0 && kept < 50)
      const next = encodeURIComponent(JSON.stringify(items.slice(0, kept + 1)))
      assert.ok(next.length > maxLength - encodeURIComponent(',').length)
    }
  })

  test('makes the value twice, however many items do not fit', () => {
    let calls = 0
    const items = Array.from({ length: 10_000 }, (_, i) => String(i))
    headerOf(
      items,
      (kept) => {
        calls += 1
        return items.slice(0, kept)
      },
      500,
    )
    assert.equal(calls, 2)
  })
})
