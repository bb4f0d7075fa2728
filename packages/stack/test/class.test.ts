/** `make class` with local processes, in a directory of its own. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeOn } from '../src/make.ts'
import { checkout, temporaryDirectory } from '../src/paths.ts'
import { freePort } from '../src/ports.ts'

async function makeIn(t: TestContext) {
  const directory = temporaryDirectory()
  const port = await freePort()
  const { make } = makeOn(directory, 'native', { PATH: process.env.PATH, PORT: String(port) })
  t.after(async () => {
    await make('down')
    rmSync(directory, { recursive: true, force: true })
  })
  return { make, port }
}

/** Whether nginx listens on all addresses: on Linux, each address in 127.0.0.0/8 is this machine's. */
function isOpenToNetwork(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.2' })
    socket.once('error', () => resolve(false))
    socket.once('connect', () => resolve(socket.destroy() !== null))
  })
}

test('the class opens the printed address; the switches need the printed key', async (t) => {
  const { make, port } = await makeIn(t)
  const printed = await make('class', 'HOST_ADDRESS=127.0.0.3')
  assert.match(printed, /▀▀▀▀▀/)
  const [, address] = /Students open +(\S+)/.exec(printed) ?? []
  assert.equal(address, `http://127.0.0.3:${port}/join`)
  const [, page = ''] = /You open +(\S+)/.exec(printed) ?? []
  assert.equal(page, `http://localhost:${port}/?present&class=127.0.0.3:${port}`)
  const [, key = ''] = /Presenter key +(\S{8,})\n/.exec(printed) ?? []

  assert.equal((await fetch(String(address))).status, 200)
  const reset = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.3:${port}/api/lab/reset`, { method: 'POST', headers })
  assert.equal((await reset({})).status, 403)
  assert.equal((await reset({ 'x-presenter-key': key })).status, 200)
  assert.ok(await isOpenToNetwork(port))

  // The next `make up` is for this machine only, and without the key.
  await make('up')
  assert.ok(!(await isOpenToNetwork(port)))
  const local = await fetch(`http://localhost:${port}/api/lab/reset`, { method: 'POST' })
  assert.equal(local.status, 200)
})

test('a machine without a network address is told so in one sentence', (t) => {
  const programs = mkdtempSync(join(tmpdir(), 'class-test-'))
  t.after(() => rmSync(programs, { recursive: true, force: true }))
  for (const name of ['ip', 'ifconfig', 'ipconfig']) {
    writeFileSync(join(programs, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  }
  const { status, stdout, stderr } = spawnSync(
    join(checkout, 'packages/stack/make.sh'),
    ['class'],
    {
      encoding: 'utf8',
      env: {
        PATH: `${programs}:${process.env.PATH}`,
        RUNTIME: 'native',
        STACK_DIRECTORY: join(programs, 'run'),
      },
    },
  )
  assert.deepEqual([status, stdout], [1, ''])
  assert.equal(
    stderr,
    'This machine has no network address: connect it to the network of the class, or set HOST_ADDRESS.\n',
  )
})
