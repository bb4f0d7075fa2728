// A backend drains while a proxy goes on sending requests.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { suite, test } from 'node:test'
import { dial, forSuite, received, startRedis, until } from '@session-clustering/testing'
import { type Backend, startBackend } from '../support/backend.ts'

const ASK = 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'

suite('draining', () => {
  const redis = forSuite(startRedis)
  let backend: Backend

  async function leaving(t: { after(close: () => Promise<void>): void }, sockets = 1) {
    backend = await startBackend('backend-1', redis.url)
    t.after(() => backend.close())
    const open = await Promise.all(Array.from({ length: sockets }, () => dial(backend.url)))
    // One request on each connection, so that the server has accepted all of them.
    for (const socket of open) await ask(socket)
    return { open, drained: backend.app.drain() }
  }

  test('new connections are refused', async (t) => {
    const { drained, open } = await leaving(t)
    await until(() => !backend.app.server.listening)
    await assert.rejects(dial(backend.url), /ECONNREFUSED/)
    for (const socket of open) socket.destroy()
    await drained
  })

  test('an open connection gets one more answer, which closes it', async (t) => {
    const { open, drained } = await leaving(t, 2)
    for (const socket of open) {
      const rest = received(socket)
      socket.write(ASK)
      assert.match(await rest, /^HTTP\/1\.1 200 OK[\s\S]*connection: close/i)
    }
    await drained
  })

  test('readyz answers 503 with the reason', async (t) => {
    const { open, drained } = await leaving(t)
    const [socket] = open as [Socket]
    const rest = received(socket)
    socket.write(ASK.replace('livez', 'readyz'))
    const text = await rest
    assert.match(text, /^HTTP\/1\.1 503/)
    assert.deepEqual(JSON.parse(text.slice(text.indexOf('{'))), {
      status: 'not ready',
      reasons: ['draining'],
    })
    await drained
  })

  test('it ends when no connection is left, and waits only a short time for idle ones', async (t) => {
    const { open, drained } = await leaving(t)
    const [socket] = open as [Socket]
    const ended = once(socket, 'close')
    await drained
    assert.equal(socket.closed, false)
    // The server no longer listens: it drains at once.
    await backend.app.drain()
    await backend.app.close()
    await ended
  })
})

async function ask(socket: Socket): Promise<string> {
  socket.write(ASK)
  const [data] = await once(socket, 'data')
  return String(data)
}
