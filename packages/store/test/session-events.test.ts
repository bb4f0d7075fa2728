import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forSuite, newId, newName, startRedis, until } from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import { RedisSessionStore, type SessionEvent, SessionEvents } from '../src/index.ts'

suite('session events', () => {
  const fixture = forSuite(startRedis)

  /** A backend with events switched on; `told` fills as they come. */
  async function backend(t: { after: (fn: () => void) => void }, options = {}) {
    const redis = await fixture.connect()
    const events = new SessionEvents(redis, { sweepIntervalMs: 20 })
    const store = new RedisSessionStore(redis, { ...HALF_AN_HOUR, ...options, events })
    t.after(() => events.close())
    return { events, store }
  }

  async function listen(
    t: { after: (fn: () => void) => void },
    events: SessionEvents,
    start?: string,
  ) {
    const told: SessionEvent[] = []
    const ended = new AbortController()
    const { signal } = ended
    const subscription = await events.subscribe(
      start === undefined ? { signal } : { after: start, signal },
    )
    const reading = (async () => {
      for await (const event of subscription) told.push(event)
    })()
    const stop = async () => {
      ended.abort()
      await reading
    }
    t.after(stop)
    return { told, stop }
  }

  const typesOf = (told: SessionEvent[], id: string) =>
    told
      .filter((event) => event.id === id)
      .map(({ type, reason }) => (reason ? `${type}: ${reason}` : type))

  test('a session is told of when it is created, with its user, and when its user logs out', async (t) => {
    const { events, store } = await backend(t)
    const { told } = await listen(t, events)
    const [id, username] = [newId(), newName()]
    await store.insert(id, { username })
    await store.destroy(id)
    await until(() => told.length === 2)
    assert.deepEqual(typesOf(told, id), ['created', 'destroyed: logout'])
    assert.deepEqual(
      told.map(({ principal }) => principal),
      [username, username],
    )
  })

  test('every reason for an end is told', async (t) => {
    const { events, store } = await backend(t, { maxSessionsPerUser: 1 })
    const { told } = await listen(t, events)
    const username = newName()
    const [evicted, revoked, regenerated] = [newId(), newId(), newId()]
    await store.insert(evicted, { username })
    await store.insert(revoked, { username })
    await store.revokeAll(username)
    await store.insert(regenerated, {})
    await store.destroy(regenerated, 'regenerated')
    await until(() => told.length === 6)
    assert.deepEqual(typesOf(told, evicted), ['created', 'destroyed: evicted'])
    assert.deepEqual(typesOf(told, revoked), ['created', 'destroyed: revoked'])
    assert.deepEqual(typesOf(told, regenerated), ['created', 'destroyed: regenerated'])
  })

  test('an expiry is told once, though several backends look for it', async (t) => {
    const backends = await Promise.all([backend(t), backend(t), backend(t)])
    const listeners = await Promise.all(backends.map(({ events }) => listen(t, events)))
    const ids = Array.from({ length: 20 }, newId)
    await Promise.all(
      ids.map((id) =>
        backends[0]?.store.insert(id, { username: newName() }, { maxInactiveInterval: 1 }),
      ),
    )
    // The last of all, so that whatever was told twice would have come before it.
    await until(() => listeners.every(({ told }) => told.length >= 40))
    await Promise.all(backends.map(({ events }) => events.sweep()))
    const last = newId()
    await backends[1]?.store.insert(last, {})
    await until(() => listeners.every(({ told }) => typesOf(told, last).length > 0))
    for (const { told } of listeners) {
      for (const id of ids) assert.deepEqual(typesOf(told, id), ['created', 'expired'])
    }
  })

  test('a session that is used does not expire in the events either', async (t) => {
    const { events, store } = await backend(t)
    const { told } = await listen(t, events)
    const id = newId()
    await store.insert(id, {}, { maxInactiveInterval: 1 })
    // The note of its expiry is a second away; by then its life has been extended.
    await store.update(id, { maxInactiveInterval: 1800 })
    await fixture.redis.zadd('events:{session}:expirations', '0', id)
    await events.sweep()
    const noted = await fixture.redis.zscore('events:{session}:expirations', id)
    assert.ok(Number(noted) > 1_000_000, 'it is noted for later again')
    assert.deepEqual(
      typesOf(told, id).filter((type) => type === 'expired'),
      [],
    )
  })

  test('an idle timeout made shorter is told of when it passes, not when it would have', async (t) => {
    const { events, store } = await backend(t)
    const { told } = await listen(t, events)
    const id = newId()
    await store.insert(id, {})
    await store.update(id, { maxInactiveInterval: 1 })
    await until(() => typesOf(told, id).includes('expired'))
  })

  test('what happened while a backend was away is told when it comes back', async (t) => {
    const { events, store } = await backend(t)
    const before = await listen(t, events)
    const [seen, loggedOut, expired] = [newId(), newId(), newId()]
    await store.insert(seen, {})
    await until(() => before.told.length === 1)
    await before.stop()

    await store.insert(loggedOut, {})
    await store.destroy(loggedOut)
    await store.insert(expired, {}, { maxInactiveInterval: 1 })
    await until(
      async () => (await fixture.redis.zscore('events:{session}:expirations', expired)) === null,
    )

    const [last] = before.told
    const back = await listen(t, events, last?.cursor)
    await until(() => back.told.length === 4)
    assert.deepEqual(typesOf(back.told, seen), [], 'nothing is told twice')
    assert.deepEqual(typesOf(back.told, loggedOut), ['created', 'destroyed: logout'])
    assert.deepEqual(typesOf(back.told, expired), ['created', 'expired'])
  })

  test('an expiry that nobody was there to see is told by the first backend that starts', async (t) => {
    const early = await backend(t)
    const { told } = await listen(t, early.events)
    const id = newId()
    await early.store.insert(id, {}, { maxInactiveInterval: 1 })
    await until(() => told.length === 1)
    early.events.close()
    await until(async () => (await fixture.redis.exists(`session:${id}`)) === 0)

    await backend(t)
    await until(() => typesOf(told, id).includes('expired'))
  })

  for (const prefix of ['shop', 'shop-', '']) {
    test(`"${prefix}" is no prefix of events`, () => {
      assert.throws(() => new SessionEvents(fixture.redis, { prefix }), {
        name: 'TypeError',
        message: /"prefix"/,
      })
    })
  }

  test('what is no SessionEvents, or has another prefix, is refused as events of a store', (t) => {
    const other = new SessionEvents(fixture.redis, { prefix: 'other:' })
    t.after(() => other.close())
    for (const events of [true, {}, null, new EventTarget(), other]) {
      assert.throws(() => new RedisSessionStore(fixture.redis, { events: events as never }), {
        name: 'TypeError',
        message: /"events"/,
      })
    }
    new RedisSessionStore(fixture.redis, { events: other, prefix: 'other:' })
  })

  test('the end of a session is told with the user that it had last', async (t) => {
    const { events, store } = await backend(t)
    const { told } = await listen(t, events)
    const [ada, grace] = [newName(), newName()]
    const [loggedIn, changed, anonymous, gone] = [newId(), newId(), newId(), newId()]
    await store.insert(loggedIn, {})
    await store.update(loggedIn, { set: { username: ada } })
    await store.insert(changed, { username: ada })
    await store.update(changed, { set: { username: grace } })
    await store.insert(anonymous, { username: ada })
    await store.update(anonymous, { remove: ['username'] })
    for (const id of [loggedIn, changed, anonymous]) await store.destroy(id)
    await until(() => told.length === 6)
    const ends = told.filter(({ type }) => type === 'destroyed')
    assert.deepEqual(
      ends.map(({ principal }) => principal),
      [ada, grace, undefined],
    )
    // Of a session whose end was told already, no user is kept.
    await events.changedUser(gone, ada)
    assert.equal(await fixture.redis.hexists('events:{session}:principals', gone), 0)
  })

  test('prefixes that differ have events of their own', async (t) => {
    const cursors: string[] = []
    for (const prefix of ['shop:', 'shop::', 'shop.', 'shop-admin:']) {
      const events = new SessionEvents(fixture.redis, { prefix })
      t.after(() => events.close())
      cursors.push(await events.cursor())
      await events.created(newId(), undefined, 1_000_000)
    }
    assert.deepEqual(cursors, ['0-0', '0-0', '0-0', '0-0'])
  })

  test('switched off, they leave nothing in Redis', async () => {
    await fixture.redis.flushall()
    const store = new RedisSessionStore(await fixture.connect(), HALF_AN_HOUR)
    const id = newId()
    await store.insert(id, {})
    await store.destroy(id)
    assert.equal(await fixture.redis.dbsize(), 0)
  })
})
