import assert from 'node:assert/strict'
import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bringUp, tearDown } from '../src/local/lifecycle.ts'
import { pathsIn, temporaryDirectory } from '../src/paths.ts'

/** The files that other users can read or write, and the directories that they can list. */
function openToOthers(path: string): string[] {
  const entry = lstatSync(path)
  if (entry.isSymbolicLink()) return []
  if (!entry.isDirectory()) return (entry.mode & 0o077) === 0 ? [] : [path]
  if ((entry.mode & 0o066) !== 0) return [path]
  const canEnter = (entry.mode & 0o011) !== 0
  return canEnter ? readdirSync(path).flatMap((name) => openToOthers(join(path, name))) : []
}

test('S23 other users of the machine can read no file of a stack: no log, setting, secret or session', async (t) => {
  const paths = pathsIn(temporaryDirectory())
  chmodSync(paths.directory, 0o755)
  const env = {
    PATH: process.env.PATH,
    TLS: 'on',
    TLS_PORT: '0',
    PRESENTER_KEY: 'a-presenters-key',
  }
  const { state } = await bringUp(paths, { port: 0, env, say: () => {} })
  t.after(async () => {
    await tearDown(paths, state)
    rmSync(paths.directory, { recursive: true })
  })
  const found = openToOthers(paths.directory)
  assert.deepEqual(
    // A process id is no secret.
    found.filter((path) => path !== join(paths.nginx, 'nginx.pid')),
    [],
  )
})
