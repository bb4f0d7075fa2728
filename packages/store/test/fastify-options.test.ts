// The options of `sharedSessions`: what each does, and that a wrong one is refused by its name.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite, idIn, newName, startRedis, until } from '@session-clustering/testing'
import fastify, { type FastifyInstance } from 'fastify'
import { Redis } from 'ioredis'
import { type SharedSessionsOptions, sharedSessions } from '../src/fastify/index.ts'
import { MemorySessionStore, RedisSessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'
import { SECRET } from './support/site.ts'

suite('options of sharedSessions', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  before(async () => {
    redis = await fixture.connect()
  })

  const memory = new MemorySessionStore() as unknown as NonNullable<SharedSessionsOptions['store']>
  const WRONG: Record<string, [options: object, message: RegExp]> = {
    'no options': [{}, /"redis" is missing|"secret"/],
    'no redis': [{ secret: SECRET }, /"redis" is missing/],
    'a URL for redis': [
      { redis: 'redis://127.0.0.1', secret: SECRET },
      /"redis" must be an ioredis/,
    ],
    'no secret': [{ store: memory }, /"secret"/],
    'a short secret': [{ store: memory, secret: 'x'.repeat(31) }, /"secret"/],
    'a store without methods': [{ store: {}, secret: SECRET }, /"store" must be a SessionStore/],
    'a store without iterate': [
      { store: Object.assign(Object.create(memory), { iterate: undefined }), secret: SECRET },
      /with a method iterate/,
    ],
    'a store without an idle timeout': [
      {
        store: Object.assign(Object.create(memory), { idleTimeoutSeconds: undefined }),
        secret: SECRET,
      },
      /"store.idleTimeoutSeconds"/,
    ],
    'redis beside a store': [{ store: memory, redis: {}, secret: SECRET }, /"redis" does nothing/],
    'options of redis beside a store': [
      { store: memory, secret: SECRET, idleTimeoutSeconds: 60 },
      /"idleTimeoutSeconds" does nothing beside "store"/,
    ],
    'an option that does not exist': [
      { store: memory, secret: SECRET, ttl: 60 },
      /no option "ttl"/,
    ],
    'an empty cookie name': [{ store: memory, secret: SECRET, cookieName: '' }, /"cookieName"/],
    'a number for a cookie prefix': [
      { store: memory, secret: SECRET, cookiePrefix: 5 },
      /"cookiePrefix"/,
    ],
    'a lifetime that is no number': [
      { store: memory, secret: SECRET, cookie: { maxAge: Number.NaN } },
      /"cookie.maxAge"/,
    ],
    'null for a secret': [{ store: memory, secret: null }, /"secret"/],
    'null for a store': [{ store: null, secret: SECRET }, /"store" must be/],
    'a string for a store': [{ store: 'redis', secret: SECRET }, /"store" must be/],
    'an algorithm that does not exist': [
      { store: memory, secret: SECRET, algorithm: 'sha257' },
      /"algorithm"/,
    ],
    'a cookie name that no cookie can have': [
      { store: memory, secret: SECRET, cookieName: 'my session' },
      /"cookieName"/,
    ],
    'events with a prefix of their own': [
      { redis: new Redis({ lazyConnect: true }), secret: SECRET, events: { prefix: 'own:' } },
      /"events.prefix"/,
    ],
    'a string for events': [
      { redis: new Redis({ lazyConnect: true }), secret: SECRET, events: 'on' },
      /"events" must be/,
    ],
    'a string for rolling': [{ store: memory, secret: SECRET, rolling: 'yes' }, /"rolling"/],
    'a string for idGenerator': [
      { store: memory, secret: SECRET, idGenerator: 'uuid' },
      /"idGenerator"/,
    ],
  }
  for (const [what, [options, message]] of Object.entries(WRONG)) {
    test(`${what} is a TypeError that names the option`, async () => {
      const app = fastify()
      await assert.rejects(async () => app.register(sharedSessions, options as never), {
        name: 'TypeError',
        message,
      })
    })
  }

  for (const [what, cookie] of Object.entries<unknown>({
    null: null,
    'an array': [],
    'an attribute that does not exist': { httponly: true },
    'an attribute that does nothing': { signed: true },
    'a path that no header can have': { path: '/;\r\nSet-Cookie: a=b' },
    'a number for a path': { path: 5 },
    'a domain that no host has': { domain: 'a b' },
    'a string for secure': { secure: 'yes' },
    'a string for httpOnly': { httpOnly: 'no' },
    'a string for partitioned': { partitioned: 'no' },
    'an unknown value for sameSite': { sameSite: 'relaxed' },
    'a number for sameSite': { sameSite: 1 },
    'a string for expires': { expires: 'tomorrow' },
    'an invalid Date for expires': { expires: new Date('tomorrow') },
    'an unknown priority': { priority: 'urgent' },
    'a string for encode': { encode: 'base64' },
    'an encode whose result no cookie can have': { encode: () => 'a;b' },
  })) {
    test(`cookie: ${what} is a TypeError that names it`, async () => {
      const options = { store: memory, secret: SECRET, cookie } as never
      await assert.rejects(async () => fastify().register(sharedSessions, options), {
        name: 'TypeError',
        message: /"cookie[".]/,
      })
    })
  }

  test('cookie: every attribute is accepted', async (t) => {
    const cookie = {
      ...{ path: '/', domain: 'localhost', httpOnly: false, secure: false, sameSite: 'strict' },
      ...{ maxAge: 60_000, expires: undefined, partitioned: false, priority: 'high' },
      encode: encodeURIComponent,
    } as const
    const site = await startFastify(t, { redis, cookie: cookie as never })
    await site.visitor()
  })

  for (const [what, options] of Object.entries({
    'cookie.maxAge': { cookie: { maxAge: 86_400_000 } },
    idleTimeoutSeconds: { idleTimeoutSeconds: 86_400 },
  })) {
    test(`${what} above absoluteLifetimeSeconds is logged as one warning`, async (t) => {
      const log: string[] = []
      await startFastify(t, { redis, log, ...options })
      const warnings = log.filter((line) => line.includes('absoluteLifetimeSeconds'))
      assert.equal(warnings.length, 1)
      assert.ok(warnings[0]?.includes(what))
      await startFastify(t, { redis, log, absoluteLifetimeSeconds: 86_400, ...options })
      assert.equal(log.filter((line) => line.includes('absoluteLifetimeSeconds')).length, 1)
    })
  }

  for (const [name, values] of Object.entries({
    idleTimeoutSeconds: [Number.NaN, 0, -1, '60', Number.POSITIVE_INFINITY],
    absoluteLifetimeSeconds: [Number.NaN, 0, -1, '60'],
    touchIntervalSeconds: [Number.NaN, -1, '1', 1800],
    changeTimeoutSeconds: [Number.NaN, -1, '1'],
    maxSessionsPerUser: [Number.NaN, -1, 1.5, '3'],
    onMaxSessions: ['evict', true],
    principalAttribute: ['', 'cookie', 5],
    onUnreadable: ['log', {}],
    prefix: ['', 5, 'shop', 'shop_', 'shop-', 'shop7'],
    connectRedisPrefix: ['', 5, 'sess', 'session:'],
    largestBatch: [0, 1.5, Number.NaN],
  })) {
    test(`${name}: a wrong value is a TypeError that names it`, async () => {
      for (const value of values) {
        const options = { redis, secret: SECRET, [name]: value } as never
        await assert.rejects(async () => fastify().register(sharedSessions, options), {
          name: 'TypeError',
          message: new RegExp(`"${name}"`),
        })
      }
    })
  }

  test('the default cookie is sid, HttpOnly, SameSite=Lax and ends with the browser', async (t) => {
    const site = await startFastify(t, { redis })
    const answer = await client().post(`${site.url}/attributes`, { visits: 1 })
    const [cookie = ''] = answer.headers.getSetCookie()
    assert.match(cookie, /^sid=[\w-]{32}\.[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    const ttl = await redis.ttl(`session:${cookie.slice(4, 36)}`)
    assert.ok(ttl > 1790 && ttl <= 1800)
  })

  test("prefix: two applications on one Redis do not see each other's sessions", async (t) => {
    const [one, two] = [
      await startFastify(t, { redis, prefix: 'one:' }),
      await startFastify(t, { redis, prefix: 'two:' }),
    ]
    const username = newName()
    const visitor = await one.visitor({ username })
    assert.deepEqual((await visitor.get(`${two.url}/attributes`)).body, {})
    assert.equal((await one.app.sessions.list(username)).length, 1)
    assert.equal((await two.app.sessions.list(username)).length, 0)
    assert.equal(await redis.exists(`one:${idIn(visitor)}`, `one:user:${username}`), 2)
    assert.equal(await two.app.sessions.clear(), 0)
    assert.equal(await one.app.sessions.count(), 1)
  })

  test('cookiePrefix begins the value of the cookie, also after a rotation of secrets', async (t) => {
    const options = { redis, cookiePrefix: 's:', cookieName: 'connect.sid' }
    const site = await startFastify(t, options)
    const visitor = await site.visitor({ visits: 1 })
    assert.match(decodeURIComponent(visitor.cookies.get('connect.sid') ?? ''), /^s:[\w-]{32}\./)
    for (let i = 0; i < 3; i += 1) {
      const answer = await visitor.get(`${site.url}/attributes`)
      assert.deepEqual(answer.body, { visits: 1 })
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
    const rotated = await startFastify(t, {
      ...options,
      secret: ['a new secret that comes after the old one', SECRET],
    })
    const renewed = await visitor.get(`${rotated.url}/attributes`)
    assert.deepEqual(renewed.body, { visits: 1 })
    assert.match(decodeURIComponent(renewed.headers.getSetCookie()[0] ?? ''), /^connect\.sid=s:/)
  })

  test('cookie.path: sessions exist under that path, and other paths are answered', async (t) => {
    const routes = (app: FastifyInstance) => {
      app.get('/app/attributes', async ({ session }) => ({
        visits: session.get('visits' as never),
      }))
      app.post('/app/attributes', async ({ session, body }) => Object.assign(session, body) && {})
      app.get('/health', async () => ({ ok: true }))
    }
    const site = await startFastify(t, { redis, cookie: { path: '/app' }, routes })
    const visitor = client()
    await visitor.post(`${site.url}/app/attributes`, { visits: 1 })
    assert.deepEqual((await visitor.get(`${site.url}/app/attributes`)).body, { visits: 1 })
    assert.deepEqual((await visitor.get(`${site.url}/health`)).body, { ok: true })
    assert.equal((await visitor.get(`${site.url}/nowhere`)).status, 404)
    // A handler that sets an attribute there gets an error: it would be lost.
    assert.equal((await visitor.post(`${site.url}/attributes`, { visits: 2 })).status, 500)
  })

  test('cookie.maxAge: the session lives as long as its cookie', async (t) => {
    const site = await startFastify(t, { redis, cookie: { maxAge: 60_000 } })
    const visitor = await site.visitor({ visits: 1 })
    const ttl = await redis.ttl(`session:${idIn(visitor)}`)
    assert.ok(ttl > 50 && ttl <= 60)
  })

  test('cookie.maxAge above the idle timeout of the option store is logged as a warning', async (t) => {
    const store = new RedisSessionStore(redis, { idleTimeoutSeconds: 60 })
    for (const [maxAge, warnings] of [
      [60_000, 0],
      [61_000, 1],
    ] as const) {
      const log: string[] = []
      await startFastify(t, { store, log, cookie: { maxAge } })
      assert.equal(log.filter((line) => /cookie\.maxAge \(61 s\)/.test(line)).length, warnings)
    }
  })

  test('events are read at app.sessionEvents', async (t) => {
    const site = await startFastify(t, { redis, prefix: 'events:', events: true })
    const before = await site.app.sessionEvents?.cursor()
    const visitor = await site.visitor({ username: 'ada' })
    const id = idIn(visitor)
    await visitor.post(`${site.url}/logout`)
    const events = await site.app.sessionEvents?.since(before ?? '')
    assert.deepEqual(
      events?.map(({ type, id, principal, reason }) => ({ type, id, principal, reason })),
      [
        { type: 'created', id, principal: 'ada', reason: undefined },
        { type: 'destroyed', id, principal: 'ada', reason: 'logout' },
      ],
    )
  })

  test('@fastify/cookie can be registered before sharedSessions', async () => {
    const app = fastify()
    await app.register((await import('@fastify/cookie')).default, { secret: 'of the application' })
    await app.register(sharedSessions, { redis, secret: SECRET })
    await app.ready()
    await app.close()
  })

  test('a maxmemory-policy that removes keys is logged as one warning at start', async (t) => {
    await fixture.redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    t.after(() => fixture.redis.config('SET', 'maxmemory-policy', 'noeviction'))
    const log: string[] = []
    // A store of any class can report problems.
    const problems = () => new RedisSessionStore(redis).problems()
    const store = Object.assign(new MemorySessionStore(), { problems })
    const site = await startFastify(t, { store, log })
    const isWarning = (line: string) => /maxmemory-policy allkeys-lru/.test(line)
    await until(() => log.some(isWarning))
    await site.visitor()
    assert.equal(log.filter(isWarning).length, 1)
  })
})
