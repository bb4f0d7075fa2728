import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EncodedRecord } from '../src/index.ts'
import { recordAfter } from '../src/record-after.ts'
import type { SessionRecord } from '../src/store.ts'

const TIMES = { creationTime: 1, lastAccessedTime: 1, maxInactiveInterval: 60 }
const READ: SessionRecord = new EncodedRecord(
  'id',
  { ...TIMES, encoded: { read: '[1]', changed: '1', removed: '1' }, cookie: undefined },
  1,
  60,
)

test('the record after a change has its values, whatever happens to the objects afterwards', () => {
  const changed = [2]
  const after = recordAfter(READ, { set: { changed }, remove: ['removed'] })
  changed.push(3)
  const originals = ['read', 'changed', 'removed'].map((name) => after.original(name))
  assert.deepEqual(originals, [[1], [2], undefined])
  assert.deepEqual(Object.keys(after.attributes), ['read', 'changed'])
})

test('12,000 changes of one record do not make `original` slower or deeper', () => {
  let record = READ
  for (let visits = 1; visits <= 12_000; visits += 1)
    record = recordAfter(record, { set: { visits } })
  assert.deepEqual([record.original('read'), record.original('visits')], [[1], 12_000])
})
