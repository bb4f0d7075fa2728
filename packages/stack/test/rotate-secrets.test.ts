import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { bringUp, tearDown } from '../src/local/lifecycle.ts'
import { redisCliProgram } from '../src/local/redis.ts'
import { addressOf, stateOf } from '../src/local/run-state.ts'
import { makeOn } from '../src/make.ts'
import { pathsIn, temporaryDirectory } from '../src/paths.ts'
import { runCommand } from '../src/run-command.ts'

async function start(t: TestContext) {
  const paths = pathsIn(temporaryDirectory())
  const env = { PATH: process.env.PATH }
  const { state } = await bringUp(paths, { port: 0, env, say: () => {} })
  t.after(async () => {
    await tearDown(paths, stateOf(paths))
    rmSync(paths.directory, { recursive: true })
  })
  return { paths, state, ...makeOn(paths.directory, 'native', env) }
}

test('secrets and passwords change under load, twice, and all sessions stay logged in', async (t) => {
  const { paths, state, make } = await start(t)
  const site = addressOf(state)
  const read = (name: string) => readFileSync(join(paths.secrets, name), 'utf8').trim()
  const post = (path: string, cookie = '') =>
    fetch(`${site}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
      body: JSON.stringify({ username: 'ada', password: 'correct horse' }),
    })
  // The last Set-Cookie wins, as in a browser: the renewed cookie follows the one that clears it.
  const sessionIn = (response: Response) =>
    response.headers
      .getSetCookie()
      .findLast((cookie) => cookie.startsWith('sid='))
      ?.split(';')[0]

  assert.equal((await post('signup')).status, 201)
  const cookies = await Promise.all(
    Array.from({ length: 4 }, async () => sessionIn(await post('login')) ?? ''),
  )
  /** Repeats the request while the answer is 503. */
  async function statusOf(cookie: string): Promise<number> {
    const { status } = await fetch(`${site}/api/me`, { headers: { cookie } })
    return status === 503 ? statusOf(cookie) : status
  }
  const before = read('redis-app-password')
  const first = cookies[0] ?? ''

  let over = false
  const statuses: Record<number, number> = {}
  const visitors = cookies.map(async (given) => {
    let cookie = given
    while (!over) {
      const response = await fetch(`${site}/api/me`, { headers: { cookie } })
      cookie = sessionIn(response) ?? cookie
      statuses[response.status] = (statuses[response.status] ?? 0) + 1
      await response.arrayBuffer()
      // Without this pause the requests would take CPU time from the backends that start.
      await delay(5)
    }
    return cookie
  })
  await make('rotate-secrets')
  await make('rotate-secrets')
  over = true
  const renewed = await Promise.all(visitors)

  t.diagnostic(JSON.stringify(statuses))
  assert.deepEqual(
    Object.keys(statuses).filter((status) => status !== '200' && status !== '503'),
    [],
  )
  // Requests get 503 while Redis loads its new users.
  assert.ok((statuses[503] ?? 0) < (statuses[200] ?? 0) / 5)
  for (const cookie of renewed) {
    assert.notEqual(cookie, first)
    assert.equal(await statusOf(cookie), 200)
  }

  // Cookies signed before two rotations are invalid, and so are the old passwords.
  assert.equal(await statusOf(first), 401)
  assert.notEqual(read('redis-app-password'), before)
  assert.equal(read('cookie-secrets').split('\n').length, 2)
  const answer = await runCommand(
    redisCliProgram(),
    ['-p', String(state.ports.redis), '--user', 'app', 'PING'],
    { env: { PATH: process.env.PATH, REDISCLI_AUTH: before } },
  ).catch((error: Error) => error.message)
  assert.match(answer, /WRONGPASS|NOAUTH/)
})
