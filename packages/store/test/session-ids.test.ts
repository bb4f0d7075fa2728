import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, idIn } from '@session-clustering/testing'
import { MemorySessionStore } from '../src/index.ts'
import { startFastify } from './support/fastify-site.ts'

const LOGINS = 10_000

suite('session ids', () => {
  test('S1 of 10,000 logins each has another id, of 192 bits, every bit as often 0 as 1', async (t) => {
    const store = new MemorySessionStore({
      idleTimeoutSeconds: 60,
      absoluteLifetimeSeconds: 60,
    })
    t.after(() => store.close())
    // What a login does after the password has been checked, which would take five minutes.
    const site = await startFastify(t, {
      store,
      routes: (app) =>
        app.post('/login', async (request) => {
          await request.session.regenerate()
          Object.assign(request.session, { username: 'ada' })
          return {}
        }),
    })
    const ids = new Set<string>()
    const ones = new Array<number>(192).fill(0)
    for (let done = 0; done < LOGINS; done += 50) {
      const browsers = Array.from({ length: 50 }, () => client())
      await Promise.all(browsers.map((browser) => browser.post(`${site.url}/login`)))
      for (const browser of browsers) ids.add(idIn(browser))
    }
    assert.equal(ids.size, LOGINS)
    for (const id of ids) {
      const bytes = Buffer.from(id, 'base64url')
      assert.ok(bytes.length >= 16)
      for (let bit = 0; bit < 192; bit += 1) {
        ones[bit] = (ones[bit] ?? 0) + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1)
      }
    }
    // Eight standard deviations: chance does not leave these bounds.
    for (const count of ones) assert.ok(Math.abs(count - LOGINS / 2) < 400, String(count))
  })
})
