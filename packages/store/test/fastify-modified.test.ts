// Whether a session changed is told without the plugin's hashes, and nobody notices.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { forSuite, startRedis } from '@session-clustering/testing'
import { HALF_AN_HOUR } from '@session-clustering/testing/contract'
import type { FastifyInstance } from 'fastify'
import { RedisSessionStore } from '../src/index.ts'
import { startSite, watch } from './support/site.ts'

suite('a loaded session', () => {
  const fixture = forSuite(startRedis)
  let store: RedisSessionStore
  before(async () => {
    store = new RedisSessionStore(await fixture.connect(), HALF_AN_HOUR)
  })

  function routes(app: FastifyInstance) {
    app.get('/json', async ({ session }) => session)
    app.get('/json-after-save', async ({ session }) => {
      Object.assign(session, { visits: 2 })
      await session.save()
      return session
    })
    app.get('/modified', async ({ session }) => {
      const before = session.isModified()
      Object.assign(session, { list: [1] })
      const changed = session.isModified()
      Object.assign(session, { list: [] })
      const changedBack = session.isModified()
      Object.assign(session, { visits: 5 })
      await session.save()
      return { before, changed, changedBack, saved: session.isModified() }
    })
    app.get('/reload', async (request) => {
      Object.assign(request.session, { visits: 9 })
      await request.session.reload()
      return request.session.isModified()
    })
    app.get('/big', async ({ session }) => {
      Object.assign(session, { big: 1n })
      return {}
    })
  }
  const json = async (visitor: Awaited<ReturnType<typeof visit>>, path: string) => {
    const { cookie: _, ...attributes } = (await visitor.browser.get(`${visitor.url}${path}`)).body
    return attributes
  }
  async function visit(t: { after(close: () => Promise<unknown>): void }) {
    const watched = watch(store)
    const site = await startSite(t, { store: watched.store, routes })
    const browser = await site.visitor({ visits: 1, list: [] })
    watched.calls.length = 0
    return { browser, url: site.url, calls: watched.calls }
  }

  test('has its attributes in its JSON', async (t) => {
    assert.deepEqual(await json(await visit(t), '/json'), { visits: 1, list: [] })
  })

  test('has them after it was saved, too', async (t) => {
    assert.deepEqual(await json(await visit(t), '/json-after-save'), { visits: 2, list: [] })
  })

  test('says whether it is modified at any moment', async (t) => {
    const visitor = await visit(t)
    const { body } = await visitor.browser.get(`${visitor.url}/modified`)
    assert.deepEqual(body, { before: false, changed: true, changedBack: false, saved: false })
    assert.deepEqual(visitor.calls, ['load', 'update'])
  })

  test('is not modified once it is loaded again', async (t) => {
    const visitor = await visit(t)
    const { body } = await visitor.browser.get(`${visitor.url}/reload`)
    assert.equal(body, false)
    assert.deepEqual(visitor.calls, ['load', 'load'])
  })

  test('with what JSON cannot hold is an error, not a loss', async (t) => {
    const visitor = await visit(t)
    assert.equal((await visitor.browser.get(`${visitor.url}/big`)).status, 500)
  })
})
