import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { dial, forSuite, newName, received, startRedis, until } from '@session-clustering/testing'
import { startProcess } from '../support/backend-process.ts'
import { PASSWORD } from '../support/user.ts'

suite('shutting down', () => {
  const redis = forSuite(startRedis)

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} finishes the request that is being served, and exits with 0`, async (t) => {
      const backend = await startProcess('backend-1', redis.url)
      t.after(() => backend.close())
      const username = newName()
      const body = JSON.stringify({ username, password: PASSWORD })
      const socket = await dial(backend.url)
      const answer = received(socket)
      // The server asks for the body (100 Continue) when the head has arrived. From then on it serves the request.
      const asked = once(socket, 'data')
      socket.write(
        `POST /api/signup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
      )
      await asked
      backend.signal(signal)
      await until(() => refused(backend.url), { what: 'the listener to close' })
      socket.write(body)
      assert.match(await answer, /HTTP\/1\.1 201 Created/)
      assert.match(await answer, /connection: close/i)
      assert.equal(await backend.exited, 0)
      assert.equal(await redis.redis.exists(`user:${username}`), 1)
    })
  }

  test('it works while Redis is away', async (t) => {
    const lost = await startRedis({ toStop: true })
    t.after(() => lost.close())
    const backend = await startProcess('backend-1', lost.url)
    t.after(() => backend.close())
    await lost.stop()
    assert.equal(await backend.end('SIGTERM'), 0)
  })
})

async function refused(url: string): Promise<boolean> {
  try {
    const socket = await dial(url)
    socket.destroy()
    return false
  } catch {
    return true
  }
}
