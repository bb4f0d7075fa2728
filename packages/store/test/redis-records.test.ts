// The hash of a session, and records that the store did not write.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { commandsDuring, forSuite, newId, newName, startRedis } from '@session-clustering/testing'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'

suite('records in Redis', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  let connection: Redis
  before(async () => {
    redis = fixture.redis
    connection = await fixture.connect()
  })

  function openStore(options = {}) {
    const unreadable: { id: string; cause: unknown }[] = []
    const store = new RedisSessionStore(connection, {
      onUnreadable: (problem) => unreadable.push(problem),
      ...options,
    })
    return { store, unreadable }
  }

  test('times are by the clock of Redis', async () => {
    const { store } = openStore()
    const id = newId()
    const before = await redisNow()
    const { creationTime, lastAccessedTime } = await store.insert(id, {})
    const loaded = await store.load(id)
    const after = await redisNow()
    assert.ok(before <= creationTime && creationTime === lastAccessedTime)
    assert.ok(loaded && loaded.lastAccessedTime >= creationTime && loaded.lastAccessedTime <= after)
  })

  test('load sets the TTL to the idle timeout', async () => {
    const { store } = openStore({ idleTimeoutSeconds: 600, touchIntervalSeconds: 0 })
    const id = newId()
    await store.insert(id, {})
    await redis.pexpire(`session:${id}`, 60_000)
    await store.load(id)
    assert.ok((await redis.pttl(`session:${id}`)) > 60_000)
  })

  test('load sets no longer TTL than the rest of the absolute lifetime', async () => {
    const { store } = openStore({
      idleTimeoutSeconds: 600,
      absoluteLifetimeSeconds: 3600,
      touchIntervalSeconds: 0,
    })
    const id = newId()
    await store.insert(id, {})
    await redis.hset(`session:${id}`, 'creationTime', (await redisNow()) - 3_540_000)
    await store.load(id)
    assert.ok((await redis.pttl(`session:${id}`)) <= 60_000)
  })

  test('load deletes a session beyond its absolute lifetime', async () => {
    const { store } = openStore({ absoluteLifetimeSeconds: 3600 })
    const id = newId()
    await store.insert(id, {})
    await redis.hset(`session:${id}`, 'creationTime', (await redisNow()) - 3_600_001)
    assert.equal(await store.load(id), undefined)
    assert.equal(await redis.exists(`session:${id}`), 0)
  })

  test('load uses the idle timeout of the record, not of the options', async () => {
    const { store } = openStore({ idleTimeoutSeconds: 600, touchIntervalSeconds: 0 })
    const id = newId()
    await store.insert(id, {})
    await redis.hset(`session:${id}`, 'maxInactiveInterval', 60)
    await store.load(id)
    assert.ok((await redis.pttl(`session:${id}`)) <= 60_000)
  })

  test('a malformed id sends no command', async () => {
    const { store } = openStore()
    const commands = await commandsDuring(redis, async () => {
      for (const id of ['', 'x'.repeat(129), `${newId()}\n`, 'x'.repeat(8192), 'user:ada']) {
        await store.load(id)
        await store.update(id, { set: { a: 1 } })
        await store.increment(id, 'count')
        await store.destroy(id)
        await store.inspect(id)
      }
    })
    assert.deepEqual(commands, [])
  })

  test('an unknown id and an unknown user create no key', async () => {
    const { store } = openStore()
    const before = await redis.dbsize()
    await store.load(newId())
    await store.update(newId(), { set: { username: newName() } })
    await store.increment(newId(), 'count')
    await store.destroy(newId())
    await store.list(newName())
    await store.revokeAll(newName())
    assert.equal(await redis.dbsize(), before)
  })

  test('the hash has counters as integers and attributes as JSON', async () => {
    const { store } = openStore()
    const id = newId()
    await store.insert(id, { name: 'ada', seen: null })
    await store.increment(id, 'count', 3)
    const { creationTime: _, lastAccessedTime: __, ...rest } = await redis.hgetall(`session:${id}`)
    assert.deepEqual(rest, {
      maxInactiveInterval: '1800',
      'sessionAttr:name': '"ada"',
      'sessionAttr:seen': 'null',
      'sessionAttr:count': '3',
    })
  })

  const READABLE = {
    creationTime: Date.now(),
    lastAccessedTime: Date.now(),
    maxInactiveInterval: 9,
  }
  for (const [what, write] of Object.entries<(key: string) => Promise<unknown>>({
    'an attribute that is no JSON': (key) => redis.hset(key, { ...READABLE, 'sessionAttr:a': '{' }),
    'no creation time': (key) => redis.hset(key, { ...READABLE, creationTime: '' }),
    'attributes alone': (key) => redis.hset(key, 'sessionAttr:a', '1'),
    'words for times': (key) => redis.hset(key, { ...READABLE, creationTime: 'noon' }),
    'no idle timeout': (key) => redis.hset(key, { ...READABLE, maxInactiveInterval: 'never' }),
    'the idle timeout nan': (key) =>
      redis.hset(key, { ...READABLE, lastAccessedTime: 1, maxInactiveInterval: 'nan' }),
    'a negative idle timeout': (key) =>
      redis.hset(key, { ...READABLE, lastAccessedTime: 1, maxInactiveInterval: -1 }),
    'an idle timeout beyond 100 years': (key) =>
      redis.hset(key, { ...READABLE, lastAccessedTime: 1, maxInactiveInterval: '1e300' }),
    'a creation time that is not a number': (key) =>
      redis.hset(key, { ...READABLE, lastAccessedTime: 1, creationTime: 'nan' }),
    'a cookie that is null': (key) => redis.hset(key, { ...READABLE, cookie: 'null' }),
    'a cookie that ends at no time': (key) =>
      redis.hset(key, { ...READABLE, cookie: '{"expires":"soon"}' }),
    'a cookie whose age is no number': (key) =>
      redis.hset(key, { ...READABLE, cookie: '{"originalMaxAge":"x"}' }),
    'a cookie whose path is two attributes': (key) =>
      redis.hset(key, { ...READABLE, cookie: '{"path":"/;Domain=b.example"}' }),
    'bytes that are no text': (key) => redis.hset(key, { a: Buffer.from([0xff, 0xfe]) }),
    'a string in place of a hash': (key) => redis.set(key, '{"cookie":{}}'),
    'a list in place of a hash': (key) => redis.rpush(key, 'a'),
  })) {
    test(`load of a record with ${what} returns undefined and calls onUnreadable once`, async () => {
      const { store, unreadable } = openStore()
      const id = newId()
      await write(`session:${id}`)
      assert.equal(await store.load(id), undefined)
      assert.deepEqual(
        unreadable.map((problem) => problem.id),
        [id],
      )
      assert.ok(unreadable[0]?.cause instanceof Error)
    })

    test(`a record with ${what} can be destroyed, and list returns the other sessions`, async () => {
      const { store } = openStore()
      const [username, id, other] = [newName(), newId(), newId()]
      await write(`session:${id}`)
      await store.insert(other, { username })
      await redis.zadd(`session:user:${username}`, 2 ** 42, id)
      assert.deepEqual(
        (await store.list(username)).map((record) => record.id),
        [other],
      )
      assert.equal(await store.destroy(id), true)
      assert.equal(await redis.exists(`session:${id}`), 0)
    })
  }

  test('a damaged record does not disturb a session that is read in the same call', async () => {
    const { store, unreadable } = openStore({ touchIntervalSeconds: 0 })
    const [damaged, id] = [newId(), newId()]
    await store.insert(id, { a: 1 })
    await redis.hset(`session:${damaged}`, { ...READABLE, maxInactiveInterval: 'nan' })
    const [none, record] = await Promise.all([store.load(damaged), store.load(id)])
    assert.deepEqual([none, record?.attributes], [undefined, { a: 1 }])
    assert.equal(unreadable.length, 1)
  })

  for (const [what, write] of Object.entries<(key: string) => Promise<unknown>>({
    'a string': (key) => redis.set(key, 'text'),
    'a hash without a creation time': (key) => redis.hset(key, { lastAccessedTime: 1 }),
    'a creation time of JDK bytes': (key) =>
      redis.hset(key, { creationTime: Buffer.from('aced0005', 'hex') }),
    'an infinite creation time': (key) => redis.hset(key, { creationTime: '-inf' }),
  })) {
    test(`update and increment find no session in ${what}, and write nothing`, async () => {
      const { store } = openStore()
      const id = newId()
      await write(`session:${id}`)
      const before = await redis.dumpBuffer(`session:${id}`)
      const user = newName()
      assert.equal(await store.update(id, { set: { a: 1 } }), false)
      assert.equal(await store.update(id, { set: { username: user } }), false)
      assert.equal(await store.update(id, { maxInactiveInterval: 60 }), false)
      assert.equal(await store.increment(id, 'count'), undefined)
      assert.deepEqual(await redis.dumpBuffer(`session:${id}`), before)
    })
  }

  test('a session whose user is no JSON can be updated and destroyed', async () => {
    const { store } = openStore()
    const [id, username] = [newId(), newName()]
    await store.insert(id, { username })
    await redis.hset(`session:${id}`, 'sessionAttr:username', '"ada')
    assert.equal(await store.update(id, { set: { username } }), true)
    await redis.hset(`session:${id}`, 'sessionAttr:username', '"ada')
    assert.equal(await store.destroy(id), true)
  })

  test('update keeps fields and notations of other programs', async () => {
    const { store } = openStore()
    const id = newId()
    await store.insert(id, { a: 1 })
    await redis.hset(`session:${id}`, { version: '2', 'sessionAttr:later': '{ "spaced" : [ 1 ] }' })
    assert.deepEqual((await store.load(id))?.attributes, { a: 1, later: { spaced: [1] } })
    await store.update(id, { set: { a: 2 } })
    assert.equal(await redis.hget(`session:${id}`, 'version'), '2')
    assert.equal(await redis.hget(`session:${id}`, 'sessionAttr:later'), '{ "spaced" : [ 1 ] }')
  })

  test('load leaves out attributes with reserved names', async () => {
    const { store } = openStore()
    const id = newId()
    await store.insert(id, { a: 1 })
    await redis.hset(
      `session:${id}`,
      'sessionAttr:cookie',
      '{}',
      'sessionAttr:__proto__',
      '{"b":1}',
    )
    const { attributes } = (await store.load(id)) ?? {}
    assert.deepEqual(attributes, { a: 1 })
    assert.equal(Reflect.get(attributes ?? {}, 'b'), undefined)
  })

  test('the cause of an unreadable record is the error of Redis or of the script', async () => {
    const { store, unreadable } = openStore()
    const [text, incomplete] = [newId(), newId()]
    await redis.set(`session:${text}`, 'text')
    await redis.hset(`session:${incomplete}`, 'creationTime', 'soon')
    assert.equal(await store.load(text), undefined)
    assert.equal(await store.load(incomplete), undefined)
    const [first, second] = unreadable.map(({ cause }) => String(cause))
    assert.match(first ?? '', /WRONGTYPE/)
    assert.match(second ?? '', /Fields of a session are missing/)
  })

  test('readTime of list and iterate is by the clock of Redis', async (t) => {
    const { store } = openStore({ changeTimeoutSeconds: 60 })
    const username = newName()
    const id = newId()
    await store.insert(id, { username })
    // The clock of this process is an hour late.
    const late = Date.now() - 3_600_000
    t.mock.method(Date, 'now', () => late)
    const [listed] = await store.list(username)
    assert.ok(listed)
    assert.equal(await store.update(listed, { set: { a: 1 } }), true)
    for await (const record of store.iterate()) {
      if (record.id === id) assert.equal(await store.update(record, { set: { a: 2 } }), true)
    }
    assert.deepEqual((await store.load(id))?.attributes, { username, a: 2 })
  })

  test('scripts are sent again after SCRIPT FLUSH', async () => {
    const { store } = openStore()
    const id = newId()
    await store.insert(id, { a: 1 })
    await redis.script('FLUSH')
    assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
  })

  test('a command of the same name that another version defined on the client is not replaced', async () => {
    const shared = await fixture.connect()
    shared.defineCommand('sessionLoad', { lua: "return 'of the other version'" })
    const { sessionLoad } = shared as unknown as { sessionLoad(keys: number): Promise<unknown> }
    const id = newId()
    for (let i = 0; i < 2; i += 1) {
      const store = new RedisSessionStore(shared)
      if (i === 0) await store.insert(id, { a: 1 })
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    }
    assert.equal(Reflect.get(shared, 'sessionLoad'), sessionLoad)
    assert.equal(await sessionLoad.call(shared, 0), 'of the other version')
  })

  async function redisNow(): Promise<number> {
    const [seconds, microseconds] = await redis.time()
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
  }
})
