import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { assertFree, freePort, reservePort } from '../src/ports.ts'
import { Problem } from '../src/problem.ts'

const MODULE = new URL('../src/ports.ts', import.meta.url).href

test('a free port is below the ephemeral range and not chosen again', async () => {
  const first = await freePort()
  const second = await freePort()
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

test('the port of another process stays reserved until that process ends, even by a signal', async (t) => {
  // Outside the range of freePort, which would reserve it for this process.
  const port = 70_000 + process.pid
  const other = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { reservePort } from ${JSON.stringify(MODULE)}
     process.stdout.write(String(reservePort(${port})))
     setInterval(() => {}, 1000)`,
  ])
  t.after(() => other.kill('SIGKILL'))
  assert.equal(String(...(await once(other.stdout, 'data'))), 'true')
  assert.equal(reservePort(port), false)
  other.kill('SIGKILL')
  await once(other, 'exit')
  assert.equal(reservePort(port), true)
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
