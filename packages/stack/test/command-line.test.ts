/** packages/stack/make.sh with local processes, in a directory of its own. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startOf } from '../src/local/process-identity.ts'
import { checkout, temporaryDirectory } from '../src/paths.ts'
import { freePort } from '../src/ports.ts'

function run(t: TestContext, ...args: string[]) {
  const directory = temporaryDirectory()
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const lock = join(directory, 'lock')
  const start = async () => {
    const child = spawn(join(checkout, 'packages/stack/make.sh'), args, {
      env: {
        PATH: process.env.PATH,
        RUNTIME: 'native',
        PORT: String(await freePort()),
        STACK_DIRECTORY: directory,
      },
    })
    const output = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output.err += text
    })
    const result = once(child, 'close').then(([code]) => ({ code, ...output }))
    return { child, result }
  }
  return { directory, lock, start }
}

test('a command waits while a living process holds the lock', async (t) => {
  const { lock, start } = run(t, 'down')
  writeFileSync(lock, `${process.pid} ${startOf(process.pid)}\n`)
  const { child, result } = await start()
  await once(child.stderr, 'data')
  rmSync(lock)
  assert.deepEqual(await result, {
    code: 0,
    out: 'Nothing is running.\n',
    err: `Waiting for another make command, process ${process.pid}.\n`,
  })
  assert.ok(!existsSync(lock))
})

test('the lock of a dead process does not count', async (t) => {
  const { lock, start } = run(t, 'down')
  writeFileSync(lock, `${process.pid} 1\n`)
  const { result } = await start()
  assert.deepEqual(await result, { code: 0, out: 'Nothing is running.\n', err: '' })
})

test('an interrupted start stops what it has started', async (t) => {
  const { directory, start } = run(t, 'up')
  const { child, result } = await start()
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => text.includes('Starting') && resolve())
  })
  child.kill('SIGTERM')
  const { code, err } = await result
  assert.equal(code, 130)
  assert.equal(err, 'Interrupted: stopping the services that were started.\n')
  for (const name of ['state.json', 'lock']) assert.ok(!existsSync(join(directory, name)), name)
})

test('a command on a stack that does not run says how to start it', async (t) => {
  const { start } = run(t, 'stop', 'redis')
  const { result } = await start()
  const err = 'Nothing is running: make up starts it.\n'
  assert.deepEqual(await result, { code: 1, out: '', err })
})
