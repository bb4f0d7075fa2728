// An Express and a Fastify server share logins: the same Redis, the same secret, and the cookie as express-session writes it.
import assert from 'node:assert/strict'
import { suite, type TestContext, test } from 'node:test'
import { client, forSuite, newName, startRedis } from '@session-clustering/testing'
import { RedisSessionStore } from '../src/index.ts'
import { expressIdIn, startExpress } from './support/express-site.ts'
import { startFastify } from './support/fastify-site.ts'

suite('a login shared by Express and Fastify', () => {
  const fixture = forSuite(startRedis)

  async function bothSites(t: TestContext) {
    const express = await startExpress(t, {
      store: new RedisSessionStore(await fixture.connect()),
    })
    const fastify = await startFastify(t, {
      store: new RedisSessionStore(await fixture.connect()),
      cookieName: 'connect.sid',
      cookiePrefix: 's:',
    })
    return { express, fastify }
  }

  for (const [from, to] of [
    ['express', 'fastify'],
    ['fastify', 'express'],
  ] as const) {
    test(`a login in ${from} is valid in ${to}, and a logout there ends it in both`, async (t) => {
      const sites = await bothSites(t)
      const username = newName()
      const visitor = await sites[from].visitor({ username, list: [1] })
      const id = expressIdIn(visitor)
      const { body } = await visitor.get(`${sites[to].url}/attributes`)
      assert.deepEqual(body, { username, list: [1] })
      const stale = client(visitor.cookies)
      await visitor.post(`${sites[to].url}/logout`)
      assert.deepEqual((await stale.get(`${sites[from].url}/attributes`)).body, {})
      assert.equal(await fixture.redis.exists(`session:${id}`), 0)
    })
  }

  test('parallel changes through both are kept in one session', async (t) => {
    const { express, fastify } = await bothSites(t)
    const visitor = await express.visitor({ a: 1, b: 1 })
    const id = expressIdIn(visitor)
    await Promise.all([
      visitor.post(`${express.url}/attributes`, { a: 2 }),
      visitor.post(`${fastify.url}/attributes`, { b: 2 }),
    ])
    assert.deepEqual((await visitor.get(`${express.url}/attributes`)).body, { a: 2, b: 2 })
    assert.equal(expressIdIn(visitor), id)
  })
})
