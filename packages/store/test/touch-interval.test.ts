// A read writes nothing when the noted use is more recent than the touch interval.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { forSuite, newId, startRedis } from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'

suite('touch interval', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let connection: Redis
  before(async () => {
    redis = fixture.redis
    connection = await fixture.connect()
  })
  const open = (options: object) => new RedisSessionStore(connection, options)

  /** Moves the noted use and the expiry into the past. */
  async function unusedFor(id: string, ms: number) {
    const key = `session:${id}`
    const accessed = Number(await redis.hget(key, 'lastAccessedTime'))
    await redis.hset(key, 'lastAccessedTime', accessed - ms)
    await redis.pexpire(key, (await redis.pttl(key)) - ms)
  }

  /** Writes to the data set; reading has none. */
  async function writesDuring(work: () => Promise<unknown>): Promise<number> {
    const dirty = async () =>
      Number(/rdb_changes_since_last_save:(\d+)/.exec(await redis.info('persistence'))?.[1])
    const before = await dirty()
    await work()
    return (await dirty()) - before
  }

  test('a load within the interval writes nothing, and expiresAt is that of the noted use', async () => {
    const store = open({ idleTimeoutSeconds: 600, touchIntervalSeconds: 10 })
    const id = newId()
    const { expiresAt } = await store.insert(id, { a: 1 })
    await unusedFor(id, 9_000)
    assert.equal(await writesDuring(() => store.load(id)), 0)
    assert.equal((await store.load(id))?.expiresAt, expiresAt - 9_000)
  })

  test('a load after the interval writes the use once', async () => {
    const store = open({ idleTimeoutSeconds: 600, touchIntervalSeconds: 10 })
    const id = newId()
    await store.insert(id, { a: 1 })
    await unusedFor(id, 10_000)
    const record = await store.load(id)
    assert.equal(record?.lastAccessedTime, record?.readTime)
    assert.ok((await redis.pttl(`session:${id}`)) > 595_000)
    assert.equal(await writesDuring(() => store.load(id)), 0)
  })

  test('a use that one process wrote is not written by another', async () => {
    const options = { idleTimeoutSeconds: 600, touchIntervalSeconds: 10 }
    const [one, two] = [open(options), new RedisSessionStore(await fixture.connect(), options)]
    const id = newId()
    await one.insert(id, { a: 1 })
    await unusedFor(id, 10_000)
    await one.load(id)
    assert.equal(await writesDuring(() => two.load(id)), 0)
  })

  test('the interval of a session with a shorter idle timeout is shorter in proportion', async () => {
    const store = open({ idleTimeoutSeconds: 600, touchIntervalSeconds: 10 })
    const id = newId()
    await store.insert(id, { a: 1 }, { maxInactiveInterval: 60 })
    await unusedFor(id, 1_000)
    assert.ok((await writesDuring(() => store.load(id))) > 0)
  })

  test('the interval of a session with a longer idle timeout is not longer', async () => {
    const store = open({ idleTimeoutSeconds: 600, touchIntervalSeconds: 10 })
    const id = newId()
    await store.insert(id, { a: 1 }, { maxInactiveInterval: 6_000 })
    await unusedFor(id, 10_000)
    assert.ok((await writesDuring(() => store.load(id))) > 0)
  })

  test('an update to a shorter idle timeout does not end a session whose last use is not written yet', async () => {
    const store = open({ idleTimeoutSeconds: 3_600, touchIntervalSeconds: 60 })
    const id = newId()
    await store.insert(id, { a: 1 })
    await unusedFor(id, 59_000)
    const record = await store.load(id)
    assert.ok(record)
    assert.equal(await store.update(record, { maxInactiveInterval: 50 }), true)
    const ttlMs = await redis.pttl(`session:${id}`)
    assert.ok(ttlMs > 40_000 && ttlMs <= 50_000)
    assert.ok(await store.load(id))
  })

  test('0 writes every use', async () => {
    const store = open({ touchIntervalSeconds: 0 })
    const id = newId()
    await store.insert(id, { a: 1 })
    assert.ok((await writesDuring(() => store.load(id))) > 0)
  })

  test('a load writes the use when the noted one is in the future', async () => {
    const store = open({ idleTimeoutSeconds: 600, touchIntervalSeconds: 10 })
    const id = newId()
    await store.insert(id, { a: 1 })
    await unusedFor(id, -3_600_000)
    const record = await store.load(id)
    assert.equal(record?.lastAccessedTime, record?.readTime)
  })
})
