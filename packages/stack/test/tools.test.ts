import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ensureTools, findProgram } from '../src/local/tools.ts'
import { assertBinaries } from '../src/local/versions.ts'
import { Problem } from '../src/problem.ts'

/** Puts a program that prints a text first in the PATH. @returns its path */
function substitute(t: TestContext, name: string, prints: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tools-test-'))
  const { PATH } = process.env
  t.after(() => {
    process.env.PATH = PATH
    rmSync(folder, { recursive: true, force: true })
  })
  process.env.PATH = `${folder}:${PATH}`
  writeFileSync(join(folder, name), `#!/bin/sh\necho '${prints}'\n`, { mode: 0o755 })
  return join(folder, name)
}

const old = {
  redis: { program: 'redis-server', prints: 'Redis server v=6.0.16 sha=0 bits=64', has: '6.0.16' },
  nginx: { program: 'nginx', prints: 'nginx version: nginx/1.18.0 (Ubuntu)', has: '1.18.0' },
} as const

for (const [name, { program, prints, has }] of Object.entries(old)) {
  test(`${program} ${has} is refused in one sentence that names the needed version`, async (t) => {
    const path = substitute(t, program, prints)
    assert.equal(findProgram(program), path)
    await assert.rejects(
      ensureTools([name as keyof typeof old], () => {}),
      (error) =>
        error instanceof Problem &&
        error.message.startsWith(`${path} is version ${has}. Please install `),
    )
  })
}

test('a new enough version is accepted', async (t) => {
  substitute(t, 'redis-server', 'Valkey server v=8.1.1 sha=0')
  await ensureTools(['redis'], () => {})
})

test('a platform without a binary of argon2 is named', () => {
  assertBinaries()
  assert.throws(() => assertBinaries('darwin-x64'), /argon2 has no binary for darwin-x64/)
})
