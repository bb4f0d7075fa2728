// Two backends share sessions while one of them dies and restarts, has a wrong clock, or runs another version.
import assert from 'node:assert/strict'
import { beforeEach, suite, test } from 'node:test'
import { client, forSuite, idIn, startRedis } from '@session-clustering/testing'
import { startBackend } from '../support/backend.ts'
import { startProcess } from '../support/backend-process.ts'
import { logIn, signUp } from '../support/user.ts'

const OLD = 'an old secret of more than 32 characters'
const NEW = 'a new secret of more than 32 characters'

suite('two backends', () => {
  const redis = forSuite(startRedis)
  // One test's backends have other secrets than those of the test before.
  beforeEach(() => redis.redis.del('cookie-secret'))

  test('logins and logouts survive a backend that dies and restarts', async (t) => {
    const [one, two] = await Promise.all([
      startProcess('backend-1', redis.url),
      startProcess('backend-2', redis.url),
    ])
    t.after(() => Promise.all([one.close(), two.close()]))
    const user = await signUp(one.url)
    const [browser, other] = [
      await logIn(`${one.url}/api`, user),
      await logIn(`${one.url}/api`, user),
    ]
    const replay = client(browser.cookies)

    assert.equal(await one.end('SIGKILL'), null)
    const { status, body } = await browser.get(`${two.url}/api/me`)
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, { session: { createdBy: 'backend-1' } })
    assert.equal((await browser.post(`${two.url}/api/logout`)).status, 204)

    const again = await startProcess('backend-1', redis.url)
    t.after(() => again.close())
    assert.equal((await replay.get(`${again.url}/api/me`)).status, 401)
    assert.equal((await other.get(`${again.url}/api/me`)).status, 200)
  })

  suite('a clock that is off by a minute', () => {
    const env = { SESSION_IDLE_TIMEOUT_SECONDS: '30', SESSION_ABSOLUTE_LIFETIME_SECONDS: '45' }

    for (const clockShiftMs of [60_000, -60_000]) {
      test(`S5 S6 changes neither timeout (${clockShiftMs / 1000} s)`, async (t) => {
        const [right, wrong] = await Promise.all([
          startBackend('backend-1', redis.url, env),
          startProcess('backend-2', redis.url, { env, clockShiftMs }),
        ])
        t.after(() => Promise.all([right.close(), wrong.close()]))
        const [line = ''] = wrong.output().split('\n')
        assert.ok(Math.abs(JSON.parse(line).time - Date.now() - clockShiftMs) < 30_000)

        // A session of either backend is alive on the other, and ends by the clock of Redis.
        const user = await signUp(right.url)
        for (const [maker, reader] of [
          [right, wrong],
          [wrong, right],
        ] as const) {
          const browser = await logIn(`${maker.url}/api`, user)
          const key = `session:${idIn(browser)}`
          const created = Number(await redis.redis.hget(key, 'creationTime'))
          assert.ok(Math.abs(created - (await redisNow())) < 15_000)
          assert.equal((await browser.get(`${reader.url}/api/me`)).status, 200)
          // Each use starts the idle timeout again.
          await redis.redis.pexpire(key, 20_000)
          assert.equal((await browser.get(`${maker.url}/api/me`)).status, 200)
          const ttlMs = await redis.redis.pttl(key)
          assert.ok(ttlMs > 20_000 && ttlMs <= 30_000)

          // A use close to the absolute lifetime does not extend the session beyond it.
          await redis.redis.hset(key, 'creationTime', (await redisNow()) - 25_000)
          assert.equal((await browser.get(`${reader.url}/api/me`)).status, 200)
          assert.ok((await redis.redis.pttl(key)) <= 20_000)
          await redis.redis.hset(key, 'creationTime', (await redisNow()) - 45_000)
          assert.equal((await browser.get(`${reader.url}/api/me`)).status, 401)
        }
      })
    }
  })

  test('rotating secrets one backend at a time logs nobody out; the removed secret no longer counts', async (t) => {
    const start = async (name: string, ...secrets: string[]) => {
      const backend = await startProcess(name, redis.url, { secrets })
      t.after(() => backend.close())
      return backend
    }
    const isLoggedIn = async (browser: ReturnType<typeof client>, url: string) =>
      (await browser.get(`${url}/api/me`)).status === 200

    let one = await start('backend-1', OLD)
    let two = await start('backend-2', OLD)
    const user = await signUp(one.url)
    const browser = await logIn(`${one.url}/api`, user)
    const unused = await logIn(`${one.url}/api`, user)

    // First every backend gets the new secret for verifying. Then the first backend signs with it.
    for (const secrets of [
      [OLD, NEW],
      [NEW, OLD],
    ]) {
      await one.end('SIGTERM')
      one = await start('backend-1', ...secrets)
      for (const { url } of [one, two, one]) assert.ok(await isLoggedIn(browser, url))
      await two.end('SIGTERM')
      two = await start('backend-2', ...secrets)
      for (const { url } of [two, one, two]) assert.ok(await isLoggedIn(browser, url))
    }

    const last = await start('backend-1', NEW)
    assert.ok(await isLoggedIn(browser, last.url))
    assert.equal(await isLoggedIn(unused, last.url), false)
  })

  test('a backend reads the sessions of a later and of an earlier version', async (t) => {
    const backend = await startBackend('backend-1', redis.url)
    t.after(() => backend.close())
    const user = await signUp(backend.url)
    const browser = await logIn(`${backend.url}/api`, user)
    const key = `session:${idIn(browser)}`

    // A later version writes another attribute, and the same text in another notation.
    await redis.redis.hset(key, {
      'sessionAttr:theme': '{ "dark" : true }',
      'sessionAttr:createdBy': '  "back\\u0065nd-9"  ',
    })
    const { status, body } = await browser.get(`${backend.url}/api/me`)
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body, { session: { createdBy: 'backend-9' } })

    // An earlier version writes fewer attributes than this one.
    await redis.redis.hdel(key, 'sessionAttr:createdBy', 'sessionAttr:userAgent')
    assert.equal((await browser.get(`${backend.url}/api/me`)).status, 200)
    assert.equal((await browser.get(`${backend.url}/api/sessions`)).list[0]?.userAgent, '')
  })

  async function redisNow(): Promise<number> {
    const [seconds] = await redis.redis.time()
    return Number(seconds) * 1000
  }
})
