import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRedis } from '@session-clustering/testing'
import { redisMarks } from '../../src/idempotency/marks.ts'

test('a mark that goes while it is looked at leaves the turn to whoever looked', async (t) => {
  const fixture = await startRedis()
  t.after(() => fixture.close())
  const redis = await fixture.connect()
  const marks = redisMarks(redis)
  t.after(() => marks.close())
  const first = await marks.begin('idempotency:key', ['fingerprint'])
  assert.ok('mark' in first)

  // Between seeing that the mark is there and seeing for how long.
  const { pttl } = redis
  t.mock.method(redis, 'pttl', async (key: string) => {
    await marks.end(first.mark, 'undone')
    return pttl.call(redis, key)
  })
  const second = await marks.begin('idempotency:key', ['fingerprint'])
  assert.ok('mark' in second)
  await marks.end(second.mark, 'undone')
})
