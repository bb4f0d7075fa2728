import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive, orphansOf, startOf } from '../src/local/process-identity.ts'
import { launch, signalProcess, stopProcess, untilEnded } from '../src/local/service-process.ts'

test('a process is launched, found again and stopped', async (t) => {
  const record = await launchNode(t, 'setInterval(() => {}, 1000)')
  assert.ok(isAlive(record))
  await stopProcess(record)
  assert.equal(startOf(record.pid), undefined)
})

test('a later process with the same pid is neither signalled nor stopped', async (t) => {
  const record = await launchNode(t, 'setInterval(() => {}, 1000)')
  const earlier = { ...record, started: 'long ago' }
  assert.equal(isAlive(earlier), false)
  signalProcess(earlier, 'SIGKILL')
  await stopProcess(earlier)
  assert.ok(isAlive(record))
})

test('a stopped (SIGSTOP) process is ended too', async (t) => {
  const record = await launchNode(t, 'setInterval(() => {}, 1000)')
  signalProcess(record, 'SIGSTOP')
  await stopProcess(record)
  assert.equal(isAlive(record), false)
})

test('the children of a killed process are killed too', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const record = await launchNode(
    t,
    `const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' })
     child.on('spawn', () => process.kill(process.pid, 'SIGKILL'))`,
  )
  assert.ok(await untilEnded(record, 5_000))
  assert.equal(orphansOf(record).length, 1)
  await stopProcess(record)
  assert.deepEqual(orphansOf(record), [])
})

test('a missing program throws a Problem that names it', async (t) => {
  await assert.rejects(
    launch({ ...spec, command: '/nowhere/nginx', args: [] }, temporaryLog(t)),
    /^Error: \/nowhere\/nginx: /,
  )
})

test('output is appended to the log', async (t) => {
  const log = temporaryLog(t)
  const record = await launch({ ...spec, args: ['-e', 'console.log("started")'] }, log)
  assert.ok(await untilEnded(record, 5_000))
  assert.equal(readFileSync(log, 'utf8'), 'started\n')
})

type TestContext = { after: (done: () => void | Promise<void>) => void }

const spec = { command: process.execPath, args: [] as string[], env: {}, cwd: tmpdir() }

async function launchNode(t: TestContext, code: string) {
  const record = await launch(
    { ...spec, env: { PATH: '/usr/bin:/bin' }, args: ['-e', code] },
    temporaryLog(t),
  )
  t.after(() => stopProcess(record))
  return record
}

function temporaryLog(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'native-test-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'log')
}
