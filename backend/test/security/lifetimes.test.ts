import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forSuite, idIn, until } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

const IDLE_MS = 1_000
const ABSOLUTE_MS = 3_000

suite('lifetime of a session', () => {
  const stack = forSuite(() =>
    startTwoBackends({
      SESSION_IDLE_TIMEOUT_SECONDS: String(IDLE_MS / 1_000),
      SESSION_ABSOLUTE_LIFETIME_SECONDS: String(ABSOLUTE_MS / 1_000),
    }),
  )

  test('S5 a use restarts the idle timeout; without use the session ends, on both backends', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const key = `session:${idIn(browser)}`
    await until(async () => (await stack.redis.redis.pttl(key)) < IDLE_MS * 0.7)
    assert.equal((await browser.get(`${stack.two.url}/api/me`)).status, 200)
    assert.ok((await stack.redis.redis.pttl(key)) > IDLE_MS * 0.8)
    await until(async () => (await stack.redis.redis.exists(key)) === 0)
    for (const { url } of [stack.one, stack.two]) {
      assert.equal((await browser.get(`${url}/api/me`)).status, 401)
    }
  })

  test('S6 the absolute lifetime ends a session that is in use', async () => {
    const browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    const began = performance.now()
    let uses = 0
    await until(async () => {
      uses += 1
      const { url } = uses % 2 ? stack.one : stack.two
      return (await browser.get(`${url}/api/me`)).status === 401
    })
    const livedMs = performance.now() - began
    // The session is never idle for longer than one request, for much longer than the idle timeout.
    assert.ok(uses > 10, `${uses} uses`)
    assert.ok(livedMs > ABSOLUTE_MS * 0.8 && livedMs < ABSOLUTE_MS * 2, `${livedMs} ms`)
    assert.equal(await stack.redis.redis.exists(`session:${idIn(browser)}`), 0)
  })
})
