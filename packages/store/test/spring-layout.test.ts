// layout: 'spring' on Redis, without Java: the hash, and hashes as Spring Session writes them.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, suite, test } from 'node:test'
import { commandsDuring, forSuite, newId, startRedis } from '@session-clustering/testing'
import { storeContract, topics } from '@session-clustering/testing/contract'
import type { Redis } from 'ioredis'
import { JdkSerializedError, RedisSessionStore } from '../src/index.ts'

suite("layout: 'spring'", () => {
  const fixture = forSuite(startRedis)
  let connection: Redis
  before(async () => {
    connection = await fixture.connect()
  })

  // The other topics list a user's sessions, name the user, or have idle timeouts in fractions of a second.
  const { records, changes, endings, attributeLimits, lateChanges } = topics
  storeContract(
    (options) =>
      new RedisSessionStore(connection, {
        layout: 'spring',
        prefix: 'session:',
        touchIntervalSeconds: 0,
        ...options,
      }),
    { records, changes, endings, attributeLimits, lateChanges },
  )

  function openStore(options = {}) {
    const causes: unknown[] = []
    const store = new RedisSessionStore(connection, {
      layout: 'spring',
      onUnreadable: ({ cause }) => causes.push(cause),
      ...options,
    })
    return { store, causes }
  }

  const KEY = 'spring:session:sessions:'
  const LOGIN = JSON.stringify({
    '@class': 'org.springframework.security.core.context.SecurityContextImpl',
    authentication: { authenticated: true, principal: { username: 'ada' } },
  })

  /** A session as Spring writes it. */
  async function ofSpring(attributes: Record<string, string> = {}, key = KEY) {
    const id = randomUUID()
    const now = Date.now()
    const fields = Object.entries(attributes).map(([name, text]) => [`sessionAttr:${name}`, text])
    const times = { maxInactiveInterval: 1800, lastAccessedTime: now, creationTime: now }
    await fixture.redis.hset(key + id, { ...times, ...Object.fromEntries(fields) })
    await fixture.redis.pexpireat(key + id, now + 1_800_000)
    return id
  }

  test('the hash is one of Spring Session', async () => {
    const { store } = openStore()
    const id = randomUUID()
    await store.insert(id, { name: 'ada', list: [1], 'a"b': 1 }, { cookie: { path: '/a' } })
    const { creationTime, lastAccessedTime, ...rest } = await fixture.redis.hgetall(KEY + id)
    assert.match(`${creationTime} ${lastAccessedTime}`, /^\d{13} \d{13}$/)
    assert.deepEqual(rest, {
      maxInactiveInterval: '1800',
      'sessionAttr:name': '"ada"',
      'sessionAttr:list': '["java.util.ArrayList",[1]]',
      'sessionAttr:a"b': '1',
      cookie: '{"@class":"java.util.LinkedHashMap","path":"/a"}',
    })
    const { cookie } = (await store.load(id)) ?? {}
    assert.deepEqual(cookie, { path: '/a' })
  })

  test('prefix sets the namespace', async () => {
    const { store } = openStore({ prefix: 'shop:sessions:' })
    const id = await ofSpring({ a: '1' }, 'shop:sessions:')
    assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
  })

  test('a session has no absolute lifetime, unless one is given', async () => {
    const id = await ofSpring({ a: '1' })
    await fixture.redis.hset(KEY + id, { creationTime: 1_000, lastAccessedTime: 1_000 })
    assert.ok(await openStore().store.load(id))
    assert.ok((await fixture.redis.pttl(KEY + id)) > 1_790_000)
    assert.equal(await openStore({ absoluteLifetimeSeconds: 60 }).store.load(id), undefined)
  })

  test('an attribute that Spring removed, which is an empty text, is absent', async () => {
    const id = await ofSpring({ a: '', b: '""' })
    assert.deepEqual((await openStore().store.load(id))?.attributes, { b: '' })
  })

  test('the login can be removed, and stays when other attributes change', async () => {
    const { store } = openStore()
    const id = await ofSpring({ SPRING_SECURITY_CONTEXT: LOGIN })
    await store.update(id, { set: { a: 1 } })
    assert.equal(await fixture.redis.hget(KEY + id, 'sessionAttr:SPRING_SECURITY_CONTEXT'), LOGIN)
    await store.update(id, { remove: ['SPRING_SECURITY_CONTEXT'] })
    assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
  })

  for (const [type, text] of [
    ['java.lang.Long', '["java.util.ArrayList",[["java.lang.Long",2]]]'],
    ['java.util.HashSet', '["java.util.HashSet",[]]'],
    ['java.util.TreeMap', '{"@class":"java.util.HashMap","a":{"@class":"java.util.TreeMap"}}'],
    ['estate.Cart', '{"@class":"estate.Cart","total":3}'],
  ] as const) {
    test(`update does not overwrite a value of type ${type}, and names the attribute and the type`, async () => {
      const { store } = openStore()
      const id = await ofSpring({ 'my books': text, free: '1' })
      await assert.rejects(store.update(id, { set: { free: 2, 'my books': [] } }), (error) => {
        assert.ok(error instanceof TypeError)
        return error.message.includes('"my books"') && error.message.includes(`type ${type},`)
      })
      assert.equal(await fixture.redis.hget(KEY + id, 'sessionAttr:my books'), text)
      assert.equal(await fixture.redis.hget(KEY + id, 'sessionAttr:free'), '1')
      await store.update(id, { remove: ['my books'] })
      assert.deepEqual((await store.load(id))?.attributes, { free: 1 })
    })
  }

  for (const [what, text] of [
    ['an empty text', ''],
    [
      'plain values',
      '["java.util.Arrays$ArrayList",["b.c",["java.util.Collections$EmptyList",[]],{"@class":"java.util.HashMap","a":null}]]',
    ],
  ] as const) {
    test(`update overwrites ${what}`, async () => {
      const { store } = openStore()
      const id = await ofSpring({ a: text })
      assert.equal(await store.update(id, { set: { a: [2] } }), true)
      assert.deepEqual((await store.load(id))?.attributes, { a: [2] })
    })
  }

  const JDK = Buffer.from(
    'aced0005737200116a6176612e6c616e672e496e74656765721f12e2a0a4f78187',
    'hex',
  )
  for (const [what, fields] of [
    ['times', { creationTime: JDK, lastAccessedTime: JDK, maxInactiveInterval: JDK }],
    ['an attribute', { 'sessionAttr:a': JDK }],
  ] as const) {
    for (const layout of ['spring', undefined] as const) {
      test(`a hash with ${what} in JDK serialization is no session with layout ${layout ?? 'of this package'}, and the cause names the bean`, async () => {
        const prefix = `${what}:`
        const { store, causes } = openStore({ layout, prefix })
        const id = await ofSpring({}, prefix)
        await fixture.redis.hset(prefix + id, fields)
        assert.equal(await store.load(id), undefined)
        for await (const record of store.iterate()) assert.notEqual(record.id, id)
        const [first, second] = causes
        assert.ok(first instanceof JdkSerializedError && second instanceof JdkSerializedError)
        assert.match(first.message, /springSessionDefaultRedisSerializer/)
        await store.destroy(id)
      })
    }
  }

  test("Spring's half hash, which a save after a logout leaves, is no session and is not changed", async () => {
    const { store, causes } = openStore()
    const id = randomUUID()
    await fixture.redis.hset(KEY + id, { lastAccessedTime: Date.now() })
    assert.equal(await store.load(id), undefined)
    assert.equal(causes.length, 1)
    assert.equal(await store.update(id, { set: { a: 1 } }), false)
    assert.equal(await store.increment(id, 'a'), undefined)
    assert.deepEqual(Object.keys(await fixture.redis.hgetall(KEY + id)), ['lastAccessedTime'])
  })

  test('increments all count, in the form of a Java number', async () => {
    const { store } = openStore()
    const id = await ofSpring({ visits: '5' })
    await Promise.all(Array.from({ length: 10 }, () => store.increment(id, 'visits')))
    assert.equal(await fixture.redis.hget(KEY + id, 'sessionAttr:visits'), '15')
  })

  test('a session that another replaces ends, and the other has its values', async () => {
    const { store } = openStore()
    const [old, id] = [await ofSpring({ list: '["java.util.ArrayList",[1]]' }), randomUUID()]
    const record = await store.load(old)
    assert.ok(record)
    await store.insert(id, record.attributes, { replaces: record })
    assert.equal(await store.load(old), undefined)
    assert.deepEqual((await store.load(id))?.attributes, { list: [1] })
  })

  test('a list without a type makes no session, as for Spring', async () => {
    const { store, causes } = openStore()
    assert.equal(await store.load(await ofSpring({ a: '[1]' })), undefined)
    assert.match(String(causes[0]), /no Java type/)
  })

  for (const seconds of [0.5, 2 ** 31]) {
    test(`an idle timeout of ${seconds} s, which Spring cannot read, is refused`, async () => {
      const { store } = openStore()
      const id = await ofSpring()
      const whole = { name: 'TypeError', message: /"maxInactiveInterval".*whole number/ }
      await assert.rejects(store.insert(newId(), {}, { maxInactiveInterval: seconds }), whole)
      await assert.rejects(store.update(id, { maxInactiveInterval: seconds }), whole)
      assert.throws(() => openStore({ idleTimeoutSeconds: seconds }), /"idleTimeoutSeconds"/)
    })
  }

  for (const options of [
    { principalAttribute: 'username' },
    { maxSessionsPerUser: 2 },
    { onMaxSessions: 'refuse' },
    { events: true },
    { connectRedisPrefix: 'sess:' },
  ]) {
    const [name = ''] = Object.keys(options)
    test(`the option ${name} is refused by name`, () => {
      assert.throws(() => openStore(options), {
        name: 'TypeError',
        message: new RegExp(`"${name}"`),
      })
    })
  }

  test('another layout is refused by name', () => {
    assert.throws(() => openStore({ layout: 'rails' }), /"layout" must be 'spring', not "rails"/)
  })

  test('list, listPage and revokeAll are refused, and send no command', async () => {
    const { store } = openStore()
    const commands = await commandsDuring(fixture.redis, async () => {
      for (const method of ['list', 'listPage', 'revokeAll'] as const) {
        const named = { name: 'TypeError', message: new RegExp(`^${method} cannot .*iterate`) }
        await assert.rejects(store[method]('ada'), named)
      }
    })
    assert.deepEqual(commands, [])
  })

  test('iterate finds the sessions of Spring', async () => {
    const { store } = openStore()
    const id = await ofSpring({ SPRING_SECURITY_CONTEXT: LOGIN })
    const ids: string[] = []
    for await (const record of store.iterate()) ids.push(record.id)
    assert.ok(ids.includes(id))
  })

  test('an attribute name with the separator U+001F is refused', async () => {
    const { store } = openStore()
    await assert.rejects(store.insert(newId(), { 'a\x1fb': 1 }), TypeError)
  })
})
