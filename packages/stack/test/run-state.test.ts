import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readState, removeState, writeState } from '../src/local/run-state.ts'

test('a written state is read back; a removed one is undefined', (t) => {
  const file = join(temporaryFolder(t), 'state.json')
  const state = {
    ports: { nginx: 1, 'backend-1': 2, 'backend-2': 3, redis: 4 },
    settings: { LAB: 'off' },
    topology: 'single' as const,
    backends: 2,
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

function temporaryFolder(t: { after: (done: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'native-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
