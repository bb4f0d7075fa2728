import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { forSuite, newId, newName } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

const SCRIPT = fileURLToPath(new URL('../../src/revoke.ts', import.meta.url))

suite('an operator', () => {
  const stack = forSuite(startTwoBackends)

  const revoke = async (...args: string[]) => {
    const env = { REDIS_URL: stack.redis.url, NODE_OPTIONS: process.env.NODE_OPTIONS }
    return (await promisify(execFile)(process.execPath, [SCRIPT, ...args], { env })).stdout.trim()
  }
  const sessionKeys = () => stack.redis.redis.keys('session:*')

  test('S10 revokes the sessions of one user only, on both backends', async () => {
    const [ada, grace] = [await signUp(stack.one.url), await signUp(stack.one.url)]
    const first = await logIn(`${stack.one.url}/api`, ada)
    const second = await logIn(`${stack.two.url}/api`, ada)
    const stranger = await logIn(`${stack.one.url}/api`, grace)
    assert.equal(await revoke('--user', ada.username), '2 sessions revoked.')
    for (const { url } of [stack.one, stack.two]) {
      assert.equal((await first.get(`${url}/api/me`)).status, 401)
      assert.equal((await second.get(`${url}/api/me`)).status, 401)
      assert.equal((await stranger.get(`${url}/api/me`)).status, 200)
    }
    assert.ok(!(await sessionKeys()).includes(`session:user:${ada.username}`))
    assert.equal(await revoke('--user', newName()), '0 sessions revoked.')
  })

  test('S10 revokes all sessions, unreadable ones too, and keeps the users', async () => {
    await stack.redis.redis.flushall()
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.one.url}/api`, user)
    await logIn(`${stack.two.url}/api`, await signUp(stack.two.url))
    await stack.redis.redis.set(`session:${newId()}`, 'broken')
    const inBlob = await logIn(`${stack.one.url}/api/blob`, user)
    assert.equal(await revoke('--all'), '4 sessions revoked.')
    assert.deepEqual(await sessionKeys(), [])
    assert.equal((await browser.get(`${stack.two.url}/api/me`)).status, 401)
    assert.equal((await inBlob.get(`${stack.two.url}/api/blob/me`)).status, 401)
    await logIn(`${stack.two.url}/api`, user)
  })

  test('S10 must give either one user or all', async () => {
    for (const args of [[], ['--all', '--user', 'ada'], ['--everything']]) {
      await assert.rejects(revoke(...args), { code: 1 })
    }
  })
})
