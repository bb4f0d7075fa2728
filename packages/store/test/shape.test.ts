// A declared shape is checked by the compiler: `npm run check` fails when one of these constants cannot be true.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Changes, CounterName, SessionRecord } from '../src/index.ts'

interface Shape {
  username?: string
  visits?: number
  [item: `cart:${string}`]: number
}

type Accepts<Target, Value> = [Value] extends [Target] ? true : false
type Set = NonNullable<Changes<Shape>['set']>
type Remove = NonNullable<Changes<Shape>['remove']>[number]
type Read = SessionRecord<Shape>['attributes']

const setRightType: Accepts<Set, { username: string; visits: number }> = true
const setWrongType: Accepts<Set, { visits: string }> = false
const setWrongItem: Accepts<Set, { 'cart:book': string }> = false
const removeDeclared: Accepts<Remove, 'username'> = true
const removeUndeclared: Accepts<Remove, 'nobody'> = false
const countNumber: Accepts<CounterName<Shape>, 'visits' | 'cart:book'> = true
const countText: Accepts<CounterName<Shape>, 'username'> = false
const readType: Accepts<string | undefined, Read['username']> = true

test('a declared shape of the session is checked attribute by attribute', () => {
  const accepted = [setRightType, removeDeclared, countNumber, readType]
  const refused = [setWrongType, setWrongItem, removeUndeclared, countText]
  assert.ok(accepted.every((compiles) => compiles) && refused.every((compiles) => !compiles))
})
