import assert from 'node:assert/strict'
import { test } from 'node:test'
import { announce, announcement } from '../../src/lab/announcement.ts'
import { deliver } from '../../src/lab/delivery.ts'
import { en } from '../../src/lab/i18n/en.ts'
import { enqueue } from '../../src/lab/queue.ts'

test('the sentence of an answer that is shown late does not replace that of a newer switch', async () => {
  const packet = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const shown = enqueue(async () => {
    deliver(packet.promise, () => {})
    arrived.resolve()
    return []
  })
  await arrived.promise
  await new Promise(setImmediate)
  announce(() => 'switched')
  packet.resolve()
  await shown
  await new Promise(setImmediate)
  assert.equal(announcement.value(en), 'switched')
})
