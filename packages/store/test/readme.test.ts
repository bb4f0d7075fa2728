// The README's table of options and its ACL match the code.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, suite, test } from 'node:test'
import { forSuite, startRedis } from '@session-clustering/testing'
import { storeContract } from '@session-clustering/testing/contract'
import fastify from 'fastify'
import type { Redis } from 'ioredis'
import { sharedSessions } from '../src/fastify/index.ts'
import { RedisSessionStore, SessionEvents } from '../src/index.ts'

const README = await readFile(new URL('../README.md', import.meta.url), 'utf8')

test('the table of options lists every option and no other', async () => {
  const documented = [...README.matchAll(/^\| `(\w+)`(?: [°ˢ])* \|/gm)].map(([, name]) => name)
  const wrong = { secret: 'x'.repeat(32), nothing: 1 } as never
  // The error lists all options; logLevel and logSerializers are Fastify's own.
  const message = await app().then((app) =>
    app.register(sharedSessions, wrong).then(String, String),
  )
  const known = message.split('there are ')[1]?.split(', ') ?? []
  const own = known.filter((name) => !['logLevel', 'logSerializers'].includes(name))
  assert.deepEqual(documented.sort(), [...new Set(own)].sort())
})

async function app() {
  return fastify()
}

suite('Redis store, as a user with the ACL of the README', () => {
  const fixture = forSuite(startRedis)
  const [, rights = ''] = /```acl\n(.*?)```/s.exec(README) ?? []
  const words = rights.trim().split(/\s+/)
  let connection: Redis
  let events: SessionEvents
  before(async () => {
    await fixture.redis.acl('SETUSER', 'store', 'reset', 'on', '>password', ...words)
    await fixture.redis.config('RESETSTAT')
    connection = await fixture.connect({ username: 'store', password: 'password' })
    events = new SessionEvents(connection)
  })
  after(() => events.close())

  storeContract(
    (options) =>
      new RedisSessionStore(connection, {
        touchIntervalSeconds: 0,
        events,
        ...options,
      }),
  )

  test('the ACL allows every command that is used, and no other', async () => {
    await events.sweep()
    const subscription = await events.subscribe({ after: '0-0' })
    for await (const _ of subscription) break
    await events.since(await events.cursor())
    const store = new RedisSessionStore(connection, { connectRedisPrefix: 'session:old:' })
    await store.load('an-id-that-nobody-has')
    assert.deepEqual(await store.problems(), [])
    await connection.ping()

    // From Redis 7.2 on, ioredis introduces itself, and goes on when it may not.
    const refused =
      JSON.stringify(await fixture.redis.acl('LOG')).match(/"object","([^"]+)"/g) ?? []
    assert.deepEqual(
      refused.filter((entry) => !entry.includes('client|setinfo')),
      [],
    )
    const statistics = await fixture.redis.info('commandstats')
    const used = new Set([...statistics.matchAll(/^cmdstat_([\w|]+):/gm)].map(([, name]) => name))
    const unused = words.filter((word) => word.startsWith('+') && !used.has(word.slice(1)))
    assert.deepEqual(unused, [])
  })
})
