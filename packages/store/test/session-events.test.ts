import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forSuite, newId, newName, startRedis, until } from '@session-clustering/testing'
import { RedisSessionStore, type SessionEvent, SessionEvents } from '../src/index.ts'

suite('session events', () => {
  const fixture = forSuite(startRedis)

  /** A store that writes events, as in one process. */
  async function openStore(t: { after: (fn: () => void) => void }, options = {}) {
    const redis = await fixture.connect()
    const events = new SessionEvents(redis, { sweepIntervalMs: 20 })
    const store = new RedisSessionStore(redis, { ...options, events })
    t.after(() => events.close())
    return { events, store }
  }

  async function listen(
    t: { after: (fn: () => void) => void },
    events: SessionEvents,
    start?: string,
  ) {
    const received: SessionEvent[] = []
    const ended = new AbortController()
    const { signal } = ended
    const subscription = await events.subscribe(
      start === undefined ? { signal } : { after: start, signal },
    )
    const reading = (async () => {
      for await (const event of subscription) received.push(event)
    })()
    const stop = async () => {
      ended.abort()
      await reading
    }
    t.after(stop)
    return { received, stop }
  }

  const typesOf = (received: SessionEvent[], id: string) =>
    received
      .filter((event) => event.id === id)
      .map(({ type, reason }) => (reason ? `${type}: ${reason}` : type))

  test('created and destroyed are written with the user of the session', async (t) => {
    const { events, store } = await openStore(t)
    const { received } = await listen(t, events)
    const [id, username] = [newId(), newName()]
    await store.insert(id, { username })
    await store.destroy(id)
    await until(() => received.length === 2)
    assert.deepEqual(typesOf(received, id), ['created', 'destroyed: logout'])
    assert.deepEqual(
      received.map(({ principal }) => principal),
      [username, username],
    )
  })

  test('destroyed has the reason: evicted, revoked or regenerated', async (t) => {
    const { events, store } = await openStore(t, { maxSessionsPerUser: 1 })
    const { received } = await listen(t, events)
    const username = newName()
    const [evicted, revoked, regenerated] = [newId(), newId(), newId()]
    await store.insert(evicted, { username })
    await store.insert(revoked, { username })
    await store.revokeAll(username)
    await store.insert(regenerated, {})
    await store.destroy(regenerated, 'regenerated')
    await until(() => received.length === 6)
    assert.deepEqual(typesOf(received, evicted), ['created', 'destroyed: evicted'])
    assert.deepEqual(typesOf(received, revoked), ['created', 'destroyed: revoked'])
    assert.deepEqual(typesOf(received, regenerated), ['created', 'destroyed: regenerated'])
  })

  test('expired is written once, while several processes sweep', async (t) => {
    const stores = await Promise.all([openStore(t), openStore(t), openStore(t)])
    const listeners = await Promise.all(stores.map(({ events }) => listen(t, events)))
    const ids = Array.from({ length: 20 }, newId)
    await Promise.all(
      ids.map((id) =>
        stores[0]?.store.insert(id, { username: newName() }, { maxInactiveInterval: 1 }),
      ),
    )
    // The last event: one that was written twice would come before it.
    await until(() => listeners.every(({ received }) => received.length >= 40))
    await Promise.all(stores.map(({ events }) => events.sweep()))
    const last = newId()
    await stores[1]?.store.insert(last, {})
    await until(() => listeners.every(({ received }) => typesOf(received, last).length > 0))
    for (const { received } of listeners) {
      for (const id of ids) assert.deepEqual(typesOf(received, id), ['created', 'expired'])
    }
  })

  test('sweep writes no event for a session whose TTL was extended, and notes its new expiry', async (t) => {
    const { events, store } = await openStore(t)
    const { received } = await listen(t, events)
    const id = newId()
    await store.insert(id, {}, { maxInactiveInterval: 1 })
    // Its noted expiry is a second away.
    await store.update(id, { maxInactiveInterval: 1800 })
    await fixture.redis.zadd('events:{session}:expirations', '0', id)
    await events.sweep()
    const noted = await fixture.redis.zscore('events:{session}:expirations', id)
    assert.ok(Number(noted) > 1_000_000, 'the new expiry is noted')
    assert.deepEqual(
      typesOf(received, id).filter((type) => type === 'expired'),
      [],
    )
  })

  test('expired is written after an idle timeout that was made shorter', async (t) => {
    const { events, store } = await openStore(t)
    const { received } = await listen(t, events)
    const id = newId()
    await store.insert(id, {})
    await store.update(id, { maxInactiveInterval: 1 })
    await until(() => typesOf(received, id).includes('expired'))
  })

  test('since answers the events after a cursor, oldest first, and at most as many as asked for', async (t) => {
    const { events, store } = await openStore(t)
    const start = await events.cursor()
    const ids = Array.from({ length: 3 }, newId)
    for (const id of ids) await store.insert(id, {})
    assert.deepEqual(
      (await events.since(start)).map(({ id }) => id),
      ids,
    )
    const two = await events.since(start, 2)
    assert.deepEqual(
      two.map(({ id }) => id),
      ids.slice(0, 2),
    )
    assert.deepEqual(
      (await events.since(two[1]?.cursor ?? '')).map(({ id }) => id),
      ids.slice(2),
    )
  })

  test('subscribe({ after }) begins with the events since the cursor', async (t) => {
    const { events, store } = await openStore(t)
    const before = await listen(t, events)
    const [seen, loggedOut, expired] = [newId(), newId(), newId()]
    await store.insert(seen, {})
    await until(() => before.received.length === 1)
    await before.stop()

    await store.insert(loggedOut, {})
    await store.destroy(loggedOut)
    await store.insert(expired, {}, { maxInactiveInterval: 1 })
    await until(
      async () => (await fixture.redis.zscore('events:{session}:expirations', expired)) === null,
    )

    const [last] = before.received
    const back = await listen(t, events, last?.cursor)
    await until(() => back.received.length === 4)
    assert.deepEqual(typesOf(back.received, seen), [], 'no event before the cursor')
    assert.deepEqual(typesOf(back.received, loggedOut), ['created', 'destroyed: logout'])
    assert.deepEqual(typesOf(back.received, expired), ['created', 'expired'])
  })

  test('expired is written by the next process when none was running at the expiry', async (t) => {
    const early = await openStore(t)
    const { received } = await listen(t, early.events)
    const id = newId()
    await early.store.insert(id, {}, { maxInactiveInterval: 1 })
    await until(() => received.length === 1)
    early.events.close()
    await until(async () => (await fixture.redis.exists(`session:${id}`)) === 0)

    await openStore(t)
    await until(() => typesOf(received, id).includes('expired'))
  })

  for (const prefix of ['shop', 'shop-', '']) {
    test(`the prefix "${prefix}" is a TypeError that names the option`, () => {
      assert.throws(() => new SessionEvents(fixture.redis, { prefix }), {
        name: 'TypeError',
        message: /"prefix"/,
      })
    })
  }

  test('a store refuses events that are no SessionEvents or have another prefix', (t) => {
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

  test('destroyed has the user that the session had last', async (t) => {
    const { events, store } = await openStore(t)
    const { received } = await listen(t, events)
    const [ada, grace] = [newName(), newName()]
    const [loggedIn, changed, anonymous, gone] = [newId(), newId(), newId(), newId()]
    await store.insert(loggedIn, {})
    await store.update(loggedIn, { set: { username: ada } })
    await store.insert(changed, { username: ada })
    await store.update(changed, { set: { username: grace } })
    await store.insert(anonymous, { username: ada })
    await store.update(anonymous, { remove: ['username'] })
    for (const id of [loggedIn, changed, anonymous]) await store.destroy(id)
    await until(() => received.length === 6)
    const ends = received.filter(({ type }) => type === 'destroyed')
    assert.deepEqual(
      ends.map(({ principal }) => principal),
      [ada, grace, undefined],
    )
    // A session that has ended gets no entry again.
    await events.changedUser(gone, ada)
    assert.equal(await fixture.redis.hexists('events:{session}:principals', gone), 0)
  })

  test('stores with different prefixes have different events', async (t) => {
    const cursors: string[] = []
    for (const prefix of ['shop:', 'shop::', 'shop.', 'shop-admin:']) {
      const events = new SessionEvents(fixture.redis, { prefix })
      t.after(() => events.close())
      cursors.push(await events.cursor())
      await events.created(newId(), undefined, 1_000_000)
    }
    assert.deepEqual(cursors, ['0-0', '0-0', '0-0', '0-0'])
  })

  test('a store without events writes none of their keys', async () => {
    await fixture.redis.flushall()
    const store = new RedisSessionStore(await fixture.connect())
    const id = newId()
    await store.insert(id, {})
    await store.destroy(id)
    assert.equal(await fixture.redis.dbsize(), 0)
  })
})
