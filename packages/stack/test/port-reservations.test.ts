import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { reservePort } from '../src/port-reservations.ts'
import { freePort } from '../src/ports.ts'

const MODULE = new URL('../src/port-reservations.ts', import.meta.url).href

test('a port that this process has chosen is not chosen again', async () => {
  assert.equal(reservePort(await freePort()), false)
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
