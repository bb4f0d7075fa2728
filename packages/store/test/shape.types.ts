// A declared shape is checked attribute by attribute. `npm run check` compiles this file; nothing runs it.
import type { Changes, CounterName, SessionRecord } from '../src/index.ts'

interface Shape {
  username?: string
  visits?: number
  [item: `cart:${string}`]: number
}

type Set = NonNullable<Changes<Shape>['set']>
type Remove = NonNullable<Changes<Shape>['remove']>[number]

export const set: Set = { username: 'ada', visits: 1, 'cart:book': 1 }
export const remove: Remove = 'username'
export const counters: CounterName<Shape>[] = ['visits', 'cart:book']
export const read = (record: SessionRecord<Shape>): string | undefined => record.attributes.username

// @ts-expect-error `visits` is a number
export const wrongValue: Set = { visits: 'one' }
// @ts-expect-error an item of the cart is a number
export const wrongItem: Set = { 'cart:book': 'one' }
// @ts-expect-error there is no such attribute
export const wrongName: Remove = 'nobody'
// @ts-expect-error a text is no counter
export const wrongCounter: CounterName<Shape> = 'username'
