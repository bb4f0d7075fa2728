// Logins, their lifetime, and logouts during a regeneration.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import {
  client,
  commandsDuring,
  forSuite,
  idIn,
  newName,
  pauseCall,
  startRedis,
} from '@session-clustering/testing'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { RedisSessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'
import { SECRET } from './support/site.ts'

const NEXT_SECRET = 'the secret that comes after the old one'
const MONTH_MS = 30 * 24 * 3_600_000

suite('logins', () => {
  const fixture = forSuite(startRedis)
  let redis: Redis
  before(() => {
    redis = fixture.redis
  })

  function routes(app: FastifyInstance) {
    app.post('/login', async (request) => {
      await request.session.regenerate()
      Object.assign(request.session, request.body)
      return {}
    })
    app.post('/login/remembered', async (request) => {
      await request.session.regenerate()
      Object.assign(request.session, request.body)
      request.session.options({ maxAge: MONTH_MS })
      return {}
    })
    app.post('/renew', renew)
    app.post('/renew/caught', async (request, reply) => {
      await renew(request, reply).catch(() => {})
      Object.assign(request.session, { visits: 99 })
      return {}
    })
  }
  async function renew(request: FastifyRequest, _reply: FastifyReply) {
    await request.session.regenerate(['username'])
    return {}
  }

  test('a login without an earlier session is one command', async (t) => {
    const site = await startFastify(t, { redis: await fixture.connect(), routes })
    const username = newName()
    // The scripts are known to Redis from here on.
    await client().post(`${site.url}/login`, { username: newName() })
    const commands = await commandsDuring(redis, async () => {
      await client().post(`${site.url}/login`, { username })
    })
    assert.deepEqual(
      commands.map(([name]) => name),
      ['evalsha'],
    )
    assert.equal((await site.app.sessions.list(username)).length, 1)
  })

  test('a logout of a session that was never stored sends no command', async (t) => {
    const site = await startFastify(t, { redis: await fixture.connect(), routes })
    const commands = await commandsDuring(redis, async () => {
      assert.equal((await client().post(`${site.url}/logout`)).status, 200)
    })
    assert.deepEqual(commands, [])
  })

  test('session.options({ maxAge }) outlasts later changes, a rotation of secrets and a new id', async (t) => {
    const connection = await fixture.connect()
    const options = { redis: connection, routes, absoluteLifetimeSeconds: 90 * 24 * 3600 }
    const site = await startFastify(t, options)
    const visitor = client()
    const expiresIn = (headers: Headers) => {
      const [, expires = ''] = /Expires=([^;]+)/.exec(headers.getSetCookie()[0] ?? '') ?? []
      return Date.parse(expires) - Date.now()
    }
    const isMonth = (ms: number) => ms > MONTH_MS - 60_000 && ms < MONTH_MS + 60_000
    const login = await visitor.post(`${site.url}/login/remembered`, { username: newName() })
    assert.ok(isMonth(expiresIn(login.headers)))
    const change = await visitor.post(`${site.url}/attributes`, { visits: 2 })
    assert.ok(isMonth(expiresIn(change.headers)))

    const rotated = await startFastify(t, { ...options, secret: [NEXT_SECRET, SECRET] })
    const renewal = await visitor.get(`${rotated.url}/attributes`)
    assert.ok(isMonth(expiresIn(renewal.headers)))
    const later = await visitor.post(`${rotated.url}/attributes`, { visits: 3 })
    assert.ok(isMonth(expiresIn(later.headers)))
    // The session lives as long as its cookie.
    assert.ok(isMonth(await redis.pttl(`session:${idIn(visitor)}`)))
    // The new id has it as well.
    const renewed = await visitor.post(`${rotated.url}/renew`)
    assert.ok(isMonth(expiresIn(renewed.headers)))
  })

  test('the configured cookie.maxAge is not stored as a setting of one session', async (t) => {
    // With `secure: 'auto'`, the plugin sets `sameSite: 'lax'` over plain HTTP.
    const options = { cookie: { maxAge: MONTH_MS, secure: false }, idleTimeoutSeconds: 600 }
    const site = await startFastify(t, {
      redis: await fixture.connect(),
      ...options,
      routes(app) {
        routes(app)
        app.post('/strict', async ({ session }) => {
          session.options({ sameSite: 'strict' })
          return {}
        })
      },
    })
    const visitor = client()
    await visitor.post(`${site.url}/login`, { username: newName() })
    const record = async () => (await redis.hgetall(`session:${idIn(visitor)}`)) as object
    assert.deepEqual(await record().then(shown), { maxInactiveInterval: '600' })
    await visitor.post(`${site.url}/renew`)
    assert.deepEqual(await record().then(shown), { maxInactiveInterval: '600' })
    await visitor.post(`${site.url}/strict`)
    const cookie = JSON.stringify({ sameSite: 'strict' })
    assert.deepEqual(await record().then(shown), { maxInactiveInterval: '600', cookie })
  })

  function shown(fields: object) {
    const { maxInactiveInterval, cookie } = fields as Record<string, string | undefined>
    return { maxInactiveInterval, ...(cookie !== undefined && { cookie }) }
  }

  test('changes in place of session.cookie are stored', async (t) => {
    const site = await startFastify(t, {
      redis: await fixture.connect(),
      cookie: { secure: false },
      routes(app) {
        app.post('/domain', async ({ session }) => {
          Object.assign(session.cookie, { sameSite: 'strict' })
          session.cookie.maxAge = 600_000
          return {}
        })
      },
    })
    const visitor = await site.visitor({ visits: 1 })
    await visitor.post(`${site.url}/domain`)
    const later = await visitor.post(`${site.url}/attributes`, { visits: 2 })
    assert.match(later.headers.getSetCookie()[0] ?? '', /Expires=.*SameSite=Strict/)
    assert.equal(await redis.hget(`session:${idIn(visitor)}`, 'maxInactiveInterval'), '600')
  })

  for (const [what, path] of [
    ['the handler fails', '/renew'],
    ['the handler catches the error', '/renew/caught'],
  ] as const) {
    for (const [ending, end] of Object.entries<
      (store: RedisSessionStore, id: string, user: string) => Promise<unknown>
    >({
      'a logout': (store, id) => store.destroy(id),
      'a revocation of all': (store, _id, user) => store.revokeAll(user),
    })) {
      test(`regenerate(names) during ${ending} leaves nobody logged in (${what})`, async (t) => {
        const connection = await fixture.connect()
        const site = await startFastify(t, { redis: connection, routes })
        const username = newName()
        const visitor = await site.visitor({ username })
        const id = idIn(visitor)
        const other = new RedisSessionStore(await fixture.connect())
        // Before it is replaced …
        const paused = pauseCall(connection, 'sessionInsert')
        const renewing = visitor.post(`${site.url}${path}`)
        await paused.reached
        await end(other, id, username)
        paused.resume()
        const answer = await renewing
        assert.ok(path === '/renew/caught' || answer.status === 401)
        assert.deepEqual(await other.list(username), [])
        assert.equal(await redis.exists(`session:${id}`), 0)
        assert.equal((await visitor.get(`${site.url}/attributes`)).body.username, undefined)
      })
    }
  }

  test('revokeAll during regenerate(names) revokes the new session', async (t) => {
    const connection = await fixture.connect()
    const site = await startFastify(t, { redis: connection, routes })
    const username = newName()
    const visitor = await site.visitor({ username })
    const revoking = await fixture.connect()
    const revoker = new RedisSessionStore(revoking)
    // The list has been read, and has the old id alone.
    const paused = pauseCall(revoking, 'sessionDestroy')
    const revocation = revoker.revokeAll(username)
    await paused.reached
    assert.equal((await visitor.post(`${site.url}/renew`)).status, 200)
    paused.resume()
    assert.equal(await revocation, 1)
    assert.deepEqual(await site.app.sessions.list(username), [])
  })

  test('a response sets the session cookie once, however often the session is stored', async (t) => {
    for (const rolling of [false, true]) {
      const site = await startFastify(t, { redis: await fixture.connect(), routes, rolling })
      const visitor = await site.visitor({ username: newName() })
      const renewed = await visitor.post(`${site.url}/renew`)
      assert.equal(renewed.headers.getSetCookie().length, 1)
      const changed = await visitor.post(`${site.url}/login`, { username: newName() })
      assert.equal(changed.headers.getSetCookie().length, 1)
    }
  })

  test('regenerate(names) does not count as a second session for maxSessionsPerUser', async (t) => {
    for (const onMaxSessions of ['evict-oldest', 'refuse'] as const) {
      const site = await startFastify(t, {
        redis: await fixture.connect(),
        routes,
        maxSessionsPerUser: 1,
        onMaxSessions,
      })
      const visitor = await site.visitor({ username: newName() })
      assert.equal((await visitor.post(`${site.url}/renew`)).status, 200)
      assert.equal((await visitor.get(`${site.url}/attributes`)).status, 200)
    }
  })
})
