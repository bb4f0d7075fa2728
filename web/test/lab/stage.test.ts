import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geometryOf, pathOf } from '../../src/lab/stage/geometry.ts'
import { type Route, routeOf } from '../../src/lab/stage/route.ts'
import { userInMemory } from '../../src/lab/stage/server-memory.ts'
import { answer, event, me } from './observations.ts'

const textOf = ({ places, isBroken }: Route) => places.join(' ') + (isBroken ? ' ✕' : '')

test('a route follows from the answer', () => {
  assert.equal(textOf(routeOf(me(1, 'ada'))), 'browser nginx backend-1 redis')
  assert.equal(textOf(routeOf(me(2, null, { asksStore: false }))), 'browser nginx backend-2')
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

test('every place of a route has a box on the stage, inside its edges', () => {
  for (const isNarrow of [true, false]) {
    const redis = geometryOf(isNarrow, 'redis')
    assert.equal(pathOf(['browser', 'nginx', 'backend-2', 'redis'], false, redis).length, 4)
    const memory = geometryOf(isNarrow, 'memory')
    assert.equal(
      pathOf(['browser', 'nginx', 'backend-1', 'memory:backend-1'], false, memory).length,
      4,
    )
    assert.equal(
      pathOf(['browser', 'nginx', 'backend-1', 'redis'], false, geometryOf(isNarrow, 'none'))
        .length,
      3,
    )
    for (const { x, y, width, height } of Object.values(redis.boxes).flatMap((box) => box ?? [])) {
      assert.ok(x - width / 2 >= 0 && x + width / 2 <= redis.width)
      assert.ok(y - height / 2 >= 0 && y + height / 2 <= redis.height)
    }
  }
})

test('a broken route ends between its last two places, outside their boxes', () => {
  const geometry = geometryOf(false, 'redis')
  const [x = 0] = pathOf(['backend-1', 'redis'], true, geometry).at(-1) ?? []
  const { 'backend-1': node, redis } = geometry.boxes
  assert.ok(node && redis)
  assert.ok(x > node.x + node.width / 2 && x < redis.x - redis.width / 2)
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
