import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Box, bounceOf, geometryOf, legsOf } from '../../src/lab/stage/geometry.ts'
import { type Route, routeOf } from '../../src/lab/stage/route.ts'
import { userInMemory } from '../../src/lab/stage/server-memory.ts'
import { answer, event, me } from './observations.ts'

const textOf = ({ places, isBroken }: Route) => places.join(' ') + (isBroken ? ' ✕' : '')

test('a route follows from the answer', () => {
  assert.equal(textOf(routeOf(me(1, 'ada'))), 'browser nginx backend-1 redis')
  assert.equal(textOf(routeOf(me(2, null, { asksStore: false }))), 'browser nginx backend-2')
  assert.equal(textOf(routeOf(me(1, 'ada', { realm: 'second' }))), 'second nginx backend-1 redis')
  assert.equal(
    textOf(routeOf(me(2, 'ada', { realm: 'isolated' }))),
    'browser nginx backend-2 memory:backend-2',
  )
})

test('a route ends before the place that did not answer', () => {
  assert.equal(textOf(routeOf(answer('me', { status: 0, servedBy: null }))), 'browser nginx ✕')
  assert.equal(
    textOf(routeOf(answer('me', { status: 503, servedBy: null }))),
    'browser nginx nodes ✕',
  )
  assert.equal(textOf(routeOf(answer('me', { status: 413, servedBy: null }))), 'browser nginx')
  const refused = answer('me', { status: 503, asksStore: false })
  assert.equal(textOf(routeOf(refused)), 'browser nginx backend-1 redis ✕')
})

const serversOf = (count: number) => Array.from({ length: count }, (_, i) => `backend-${i + 1}`)

const isApart = (a: Box, b: Box) =>
  Math.abs(a.x - b.x) > (a.width + b.width) / 2 || Math.abs(a.y - b.y) > (a.height + b.height) / 2
const isInside = (a: Box, b: Box) =>
  Math.abs(a.x - b.x) < (b.width - a.width) / 2 && Math.abs(a.y - b.y) < (b.height - a.height) / 2

for (const count of [2, 3, 5, 8]) {
  for (const isNarrow of [true, false]) {
    test(`${count} servers, ${isNarrow ? 'narrow' : 'wide'}: every box is inside the stage and apart from the others`, () => {
      for (const [store, hasSecond] of [
        ['none', false],
        ['redis', false],
        ['redis', true],
        ['memory', false],
      ] as const) {
        const parts = { store, servers: serversOf(count), hasSecond }
        const { boxes, width, height, keys } = geometryOf(isNarrow, parts)
        const stores = { none: 0, redis: 1, memory: count }[store]
        const drawn = Object.values(boxes).flatMap((box) => box ?? [])
        // Also browser and nginx, and two places without a box.
        assert.equal(drawn.length, 4 + count + stores + Number(hasSecond))
        for (const a of drawn) {
          assert.ok(a.x - a.width / 2 >= 0 && a.x + a.width / 2 <= width)
          assert.ok(a.y - a.height / 2 >= 0 && a.y + a.height / 2 <= height)
          for (const b of drawn.filter((b) => b !== a && b.width > 0)) {
            assert.ok(isApart(a, b), JSON.stringify([a, b]))
          }
        }
        const [first, second] = keys?.keys ?? []
        assert.equal(first !== undefined, hasSecond)
        if (!first || !second || !boxes.redis) continue
        assert.ok(isApart(first, second))
        for (const key of [first, second]) assert.ok(isInside(key, boxes.redis))
      }
    })
  }
}

test('a broken route ends between its last two places, outside their boxes', () => {
  const geometry = geometryOf(false, {
    store: 'redis',
    servers: serversOf(3),
    hasSecond: false,
  })
  const [x = 0] = legsOf(['backend-2', 'redis'], true, geometry).at(-1)?.at(-1) ?? []
  const { 'backend-2': node, redis } = geometry.boxes
  assert.ok(node && redis)
  assert.ok(x > node.x + node.width / 2 && x < redis.x - redis.width / 2)
  // A try that failed ends outside of the box, too.
  const [, [stop = 0] = []] = bounceOf('backend-2', geometry)
  const { nginx } = geometry.boxes
  assert.ok(nginx && stop > nginx.x + nginx.width / 2 && stop < node.x - node.width / 2)
  // A horizontal line to a place without a box.
  const points = legsOf(['browser', 'nginx', 'nodes'], true, geometry).flat(2)
  assert.ok(points.every(Number.isFinite))
})

test('the user in a memory comes from the last answer of its server, until that server stops', () => {
  const isolated = { realm: 'isolated' } as const
  const seen = [me(1, 'ada', isolated), me(2, null, isolated)]
  assert.equal(userInMemory(seen, 'backend-1'), 'ada')
  assert.equal(userInMemory(seen, 'backend-2'), null)
  assert.equal(
    userInMemory([...seen, event({ kind: 'condition' }, ['backend-1'])], 'backend-1'),
    null,
  )
  assert.equal(userInMemory([me(1, 'ada')], 'backend-1'), null)
})
