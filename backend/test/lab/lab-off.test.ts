// LAB=off: no route of the lab exists, and no module of the lab is loaded.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, type RedisFixture, startRedis } from '@session-clustering/testing'
import { startProcess } from '../support/backend-process.ts'
import { logIn, signUp } from '../support/user.ts'

const LAB_ROUTES = [
  ['GET', '/api/events'],
  ['GET', '/api/lab/state'],
  ['PUT', '/api/lab/session'],
  ['PUT', '/api/lab/nodes/backend-1'],
  ['PUT', '/api/lab/redis'],
  ['POST', '/api/lab/reset'],
  ['PUT', '/api/lab/class'],
  ['GET', '/api/lab/class/events'],
  ['GET', '/api/second/me'],
  ['GET', '/api/isolated/me'],
  ['GET', '/api/blob/me'],
]

suite('lab off', () => {
  async function start(t: { after(fn: () => Promise<unknown>): void }, LAB: string) {
    const redis = await startRedis()
    t.after(() => redis.close())
    const nodeOptions = `--import=${new URL('../support/list-modules.ts', import.meta.url).href}`
    const backend = await startProcess('backend-1', redis.url, {
      env: { LAB, NODE_OPTIONS: `${process.env.NODE_OPTIONS} ${nodeOptions}` },
    })
    t.after(() => backend.close())
    return { redis, backend }
  }
  const labModules = (output: string) =>
    output.match(/^module .*(src\/lab\/|@fastify\/sse).*$/gm) ?? []

  test('loads no module of the lab, has no route of it, and ignores its headers', async (t) => {
    const { redis, backend } = await start(t, 'off')
    assert.match(backend.output(), /^module .*src\/app\.ts$/m)
    assert.deepEqual(labModules(backend.output()), [])
    assert.doesNotMatch(backend.output(), /Lab controls/)

    for (const [method, path] of LAB_ROUTES) {
      const answer = await client().send(`${backend.url}${path}`, { method: String(method) })
      assert.deepEqual([answer.status, answer.body.type], [404, 'urn:problem:not-found'], path)
    }
    const browser = await logIn(`${backend.url}/api`, await signUp(backend.url))
    const headers = { 'x-lab-trace': '1', 'x-lab-hold-ms': '2000' }
    const answer = await browser.send(`${backend.url}/api/me`, { headers })
    assert.equal(answer.headers.has('x-lab-redis'), false)
    await browser.post(`${backend.url}/api/logout`)
    await noTrace(redis)
  })

  test('LAB=on loads its modules, so the test above would detect them', async (t) => {
    const { backend: on } = await start(t, 'on')
    assert.ok(labModules(on.output()).length > 10)
    for (const [method, path] of LAB_ROUTES.slice(-2)) {
      const answer = await client().send(`${on.url}${path}`, { method: String(method) })
      assert.equal(answer.status, 401, path)
    }
  })
})

async function noTrace({ redis }: RedisFixture): Promise<void> {
  const keys = await redis.keys('*')
  assert.deepEqual(
    keys.filter((key) => /events|lab|blob/.test(key)),
    [],
  )
  const clients = String(await redis.client('LIST'))
  assert.doesNotMatch(clients, /name=backend-1-lab/)
  assert.deepEqual(await redis.pubsub('CHANNELS'), [])
}
