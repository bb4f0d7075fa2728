import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { forSuite, startRedis, until } from '@session-clustering/testing'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { QUIET } from '../support/backend.ts'

const secret = (letter: string) => letter.repeat(32)

suite('a server with other cookie secrets', () => {
  const redis = forSuite(startRedis)
  const folder = mkdtempSync(join(tmpdir(), 'session-clustering-'))
  const apps: Awaited<ReturnType<typeof buildApp>>[] = []
  after(async () => {
    for (const app of apps) await app.close()
    rmSync(folder, { recursive: true })
  })

  /** Starts a server. @returns the status and the reasons of its readiness */
  async function readinessOf(...secrets: string[]) {
    const path = join(folder, `${apps.length}`)
    writeFileSync(path, secrets.map((line) => `${line}\n`).join(''))
    const app = await buildApp(
      readConfig({
        ...QUIET,
        LAB: 'off',
        SERVER_NAME: 'backend-1',
        REDIS_URL: redis.url,
        COOKIE_SECRETS_FILE: path,
      }),
    )
    apps.push(app)
    await until(() => app.redis.status === 'ready')
    return async () => {
      const { statusCode, body } = await app.inject('/readyz')
      return [statusCode, JSON.parse(body).reasons]
    }
  }

  const ready = [200, undefined]
  const refused = [503, ['the other servers have another cookie secret']]
  let first: Awaited<ReturnType<typeof readinessOf>>
  before(async () => {
    first = await readinessOf(secret('a'))
    assert.deepEqual(await first(), ready)
  })

  test('is not ready, and says why; the others stay ready', async () => {
    const stranger = await readinessOf(secret('b'))
    assert.deepEqual(await stranger(), refused)
    assert.deepEqual(await first(), ready)
  })

  test('is ready when no other server has been for a minute', async () => {
    const stranger = await readinessOf(secret('c'))
    assert.deepEqual(await stranger(), refused)
    const client = await redis.connect()
    const seconds = await client.ttl('cookie-secret')
    assert.ok(seconds > 0 && seconds <= 60)
    await client.del('cookie-secret')
    assert.deepEqual(await stranger(), ready)
    assert.deepEqual(await first(), refused)
    await client.del('cookie-secret')
  })

  test('a rotation of secrets leaves all servers ready', async () => {
    const before = await readinessOf(secret('a'))
    const taken = await readinessOf(secret('a'), secret('n'))
    const switched = await readinessOf(secret('n'), secret('a'))
    for (const server of [before, taken, taken, switched, taken, switched]) {
      assert.deepEqual(await server(), ready)
    }
  })
})
