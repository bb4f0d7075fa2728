import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { assertFree, freePort } from '../src/ports.ts'
import { Problem } from '../src/problem.ts'

test('a free port is below the ephemeral range and not one of those to avoid', async () => {
  const first = await freePort()
  const second = await freePort([first])
  assert.ok(first >= 20_000 && first < 32_000)
  assert.notEqual(first, second)
})

test('the error for a taken port names it and a free one', async (t) => {
  const server = await listening(t)
  const { port } = server
  await assert.rejects(assertFree(port), (error: unknown) => {
    assert.ok(error instanceof Problem)
    assert.match(error.message, new RegExp(`^PORT ${port} is taken by another program: `))
    const other = Number(/PORT=(\d+) make up/.exec(error.message)?.[1])
    assert.notEqual(other, port)
    return true
  })
})

test('a free port is accepted', async () => {
  await assertFree(await freePort())
})

function listening(t: { after: (done: () => void) => void }): Promise<{ port: number }> {
  const server: Server = createServer()
  t.after(() => server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      assert.ok(typeof address === 'object' && address !== null)
      resolve({ port: address.port })
    })
  })
}
