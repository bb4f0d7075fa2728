import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { withLock } from '../src/local/lock.ts'
import { readState, removeState, writeState } from '../src/local/run-state.ts'

test('a written state is read back; a removed one is undefined', (t) => {
  const file = join(temporaryFolder(t), 'state.json')
  const state = {
    ports: {
      nginx: 1,
      'backend-1': 2,
      'backend-2': 3,
      redis: 4,
      'control-1': 5,
      'control-2': 6,
      'metrics-1': 8,
      'metrics-2': 9,
    },
    settings: { LAB: 'off' },
    redis: { topology: 'single' as const, ports: {} },
    services: { redis: { pid: 5, started: '6', fingerprint: '7' } },
  }
  writeState(file, state)
  assert.deepEqual(readState(file), state)
  removeState(file)
  assert.equal(readState(file), undefined)
})

test('an invalid state file is ignored', (t) => {
  const file = join(temporaryFolder(t), 'state.json')
  for (const text of ['', '{', 'null', '[]', '{"services":{}}']) {
    writeFileSync(file, text)
    assert.equal(readState(file), undefined, text)
  }
})

test('only one holder at a time has the lock', async (t) => {
  const file = join(temporaryFolder(t), 'lock')
  const order: string[] = []
  await Promise.all(
    ['a', 'b'].map((name) =>
      withLock(file, async () => {
        order.push(`${name} in`)
        await new Promise(setImmediate)
        order.push(`${name} out`)
      }),
    ),
  )
  assert.deepEqual(order, ['a in', 'a out', 'b in', 'b out'])
})

test('the lock of a dead process is ignored', async (t) => {
  const file = join(temporaryFolder(t), 'lock')
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }))
  assert.equal(await withLock(file, async () => 'mine'), 'mine')
})

function temporaryFolder(t: { after: (done: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'native-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
