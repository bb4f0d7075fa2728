import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { pausePoint, startRedis } from '@session-clustering/testing'
import { startBackend } from '../support/backend.ts'

suite('health', () => {
  test('a backend with its Redis is live and ready', async (t) => {
    const redis = await startRedis()
    t.after(() => redis.close())
    const backend = await startBackend('backend-1', redis.url)
    t.after(() => backend.close())
    assert.deepEqual(await answers(backend.url), [200, 200])
  })

  test('a backend with a frozen Redis is live but not ready', async (t) => {
    const redis = await startRedis()
    t.after(() => redis.close())
    const backend = await startBackend('backend-1', redis.url)
    t.after(() => backend.close())
    const frozen = pausePoint()
    backend.app.redis.ping = (() =>
      frozen.wait().then(() => Promise.reject(new Error('timed out')))) as never
    const answer = answers(backend.url)
    await frozen.reached
    frozen.resume()
    assert.deepEqual(await answer, [200, 503])
  })
})

function answers(url: string): Promise<number[]> {
  return Promise.all(['/livez', '/readyz'].map(async (path) => (await fetch(url + path)).status))
}
