// A backend is frozen while Redis answers it. When the backend goes on, it must not treat Redis as silent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRedis, until } from '@session-clustering/testing'
import { startProcess } from '../support/backend-process.ts'
import { logIn, signUp } from '../support/user.ts'

/** Longer than the circuit breaker waits for Redis (900 ms), shorter than nginx waits for an answer (3.5 s). */
const FROZEN_MS = 1_200

test('a backend that was frozen keeps its connection to Redis', async (t) => {
  const redis = await startRedis({ toStop: true })
  t.after(() => redis.close())
  const backend = await startProcess('backend-1', redis.url, { env: { LOG_LEVEL: 'debug' } })
  t.after(() => backend.close())
  const browser = await logIn(`${backend.url}/api`, await signUp(backend.url))
  const ask = (id: string) =>
    browser.send(`${backend.url}/api/me`, { headers: { 'x-request-id': id } })

  await redis.freeze()
  const asked = ask('in-flight')
  await until(() => backend.output().includes('"in-flight"'), { what: 'the request to arrive' })
  backend.signal('SIGSTOP')
  const frozenAt = performance.now()
  const askedLater = ask('meanwhile')
  await redis.thaw()
  await redis.redis.ping()
  await until(() => performance.now() - frozenAt > FROZEN_MS)
  backend.signal('SIGCONT')

  assert.equal((await asked).status, 200)
  assert.equal((await askedLater).status, 200)
  assert.equal(backend.output().match(/Redis connection failed/), null)
})
