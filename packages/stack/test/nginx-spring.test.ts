/** The turns with the Spring Boot service, SPRING=on, in nginx' real configuration. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startNginx } from './support/real-nginx.ts'

suite("nginx' turns with SPRING=on", () => {
  let nginx: Awaited<ReturnType<typeof startNginx>>

  before(async () => {
    nginx = await startNginx(2, { SPRING: 'on' })
    for (const name of nginx.backends) await nginx.startBackend(name)
    // The reload forgets that no server answered before.
    await nginx.turns('drain', ...(await nginx.turns('with-all')))
  })
  after(async () => {
    await nginx.stopBackends()
    await nginx.stop()
  })

  /** @returns the servers that answered, in their order */
  async function ask(path: string, cookies: string[]): Promise<(string | undefined)[]> {
    nginx.asked.length = 0
    for (const cookie of cookies) {
      const headers = { cookie, connection: 'close' }
      const answer = await fetch(new URL(path, nginx.url), { headers })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('x-lab-others'), 'spring-1')
    }
    return nginx.asked.map((line) => line.split(' ')[0])
  }
  const six = Array.from({ length: 6 }, () => '')
  const visitors = Array.from({ length: 24 }, (_, i) => i.toString(16).padStart(32, '0'))
  const sticky = visitors.map((visitor) => `routing=sticky; visitor=${visitor}`)

  test('three servers answer in turn, and each visitor sticks to one of the three', async () => {
    const turns = await ask('/api/me', six)
    assert.deepEqual(new Set(turns), new Set(nginx.backends))
    assert.deepEqual(turns.slice(3), turns.slice(0, 3))
    const servers = await ask('/api/me', sticky)
    assert.deepEqual(new Set(servers), new Set(nginx.backends))
    assert.deepEqual(await ask('/api/me', sticky), servers)
  })

  for (const path of ['isolated/me', 'blob/me', 'lab/session', 'openapi.json']) {
    test(`/api/${path} goes to the Fastify backends alone`, async () => {
      const fastify = new Set(['backend-1', 'backend-2'])
      assert.deepEqual(new Set(await ask(`/api/${path}`, six)), fastify)
      assert.deepEqual(new Set(await ask(`/api/${path}`, sticky)), fastify)
    })
  }
})
