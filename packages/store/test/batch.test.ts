// Calls of one turn of the event loop share a command; each gets its own answer.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { commandsDuring, forSuite, newId, startRedis } from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { RedisSessionStore, TooManyAttributesError } from '../src/index.ts'
import { batched } from '../src/redis/batch.ts'

suite('batched', () => {
  /** Doubles numbers, and records the batches. */
  function doubling(largest = 10) {
    const asked: number[][] = []
    const double = batched<number, number>(async (numbers) => {
      asked.push(numbers)
      return numbers.map((n) => (n < 0 ? new RangeError(`${n}`) : 2 * n))
    }, largest)
    return { asked, double }
  }

  test('calls of one turn are one batch, and each gets its own answer', async () => {
    const { asked, double } = doubling()
    assert.deepEqual(await Promise.all([1, 2, 3].map(double)), [2, 4, 6])
    assert.deepEqual(await double(4), 8)
    assert.deepEqual(asked, [[1, 2, 3], [4]])
  })

  test('a batch has at most the given size', async () => {
    const { asked, double } = doubling(2)
    assert.deepEqual(await Promise.all([1, 2, 3].map(double)), [2, 4, 6])
    assert.deepEqual(asked, [[1, 2], [3]])
  })

  test('an Error as an answer rejects one call', async () => {
    const { double } = doubling()
    const [good, bad] = await Promise.allSettled([double(1), double(-1)])
    assert.deepEqual([good?.status, bad?.status], ['fulfilled', 'rejected'])
  })

  test('a rejected batch rejects all of its calls', async () => {
    const fails = batched(async () => Promise.reject(new Error('away')), 10)
    const results = await Promise.allSettled([fails(1), fails(2)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
  })
})

suite('batches of the Redis store', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let store: RedisSessionStore
  before(async () => {
    redis = fixture.redis
    const connection = await fixture.connect()
    store = new RedisSessionStore(connection, { largestBatch: 50 })
  })

  async function inserted(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, newId)
    await Promise.all(ids.map((id, number) => store.insert(id, { number })))
    return ids
  }

  test('100 parallel loads are two commands, and each answers its own session', async () => {
    const ids = await inserted(100)
    let records: Awaited<ReturnType<typeof store.load>>[] = []
    const commands = await commandsDuring(redis, async () => {
      records = await Promise.all(ids.map((id) => store.load(id)))
    })
    assert.equal(commands.length, 2)
    assert.deepEqual(
      records.map((record) => [record?.id, record?.attributes.number]),
      ids.map((id, number) => [id, number]),
    )
  })

  test('a load succeeds beside keys that are missing, unreadable or no hash', async () => {
    const [id = '', broken = ''] = await inserted(2)
    const wrong = newId()
    await redis.hset(`session:${broken}`, 'sessionAttr:number', '1,"sessionAttr:number":')
    await redis.set(`session:${wrong}`, '{}')
    const records = await Promise.all([broken, wrong, newId(), id].map((each) => store.load(each)))
    assert.deepEqual(
      records.map((record) => record?.id),
      [undefined, undefined, undefined, id],
    )
  })

  test('parallel updates are one command, and each changes its own session', async () => {
    const ids = await inserted(3)
    await store.update(ids[0] as string, {})
    const commands = await commandsDuring(redis, async () => {
      await Promise.all([
        store.update(ids[0] as string, { set: { a: 1, b: 2 } }),
        store.update(ids[1] as string, { remove: ['number'] }),
        store.update(ids[2] as string, { set: { number: 9 }, maxInactiveInterval: 60 }),
      ])
    })
    assert.equal(commands.length, 1)
    const records = await Promise.all(ids.map((id) => store.load(id)))
    assert.deepEqual(
      records.map((record) => record?.attributes),
      [{ number: 0, a: 1, b: 2 }, {}, { number: 9 }],
    )
    assert.equal(records[2]?.maxInactiveInterval, 60)
  })

  test('an update succeeds beside one that fails and one of a missing session', async () => {
    const [id = '', gone = '', full = ''] = await inserted(3)
    await store.destroy(gone)
    const limit = { prefix: 'more', most: 0 }
    const [failed, missing, made] = await Promise.allSettled([
      store.update(full, { set: { more: 1 }, limit }),
      store.update(gone, { set: { number: 7 } }),
      store.update(id, { set: { number: 7 } }),
    ])
    assert.ok(failed?.status === 'rejected' && failed.reason instanceof TooManyAttributesError)
    assert.deepEqual(missing, { status: 'fulfilled', value: false })
    assert.deepEqual(made, { status: 'fulfilled', value: true })
    assert.equal((await store.load(id))?.attributes.number, 7)
  })
})
