import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { bringUp, tearDown } from '../src/local/lifecycle.ts'
import { pathsIn } from '../src/local/paths.ts'

/** The user ids of the process and of its children. */
function usersOf(pid: number): number[] {
  const uid = Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [
    uid,
    ...children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => usersOf(Number(child))),
  ]
}

test('started by root, nothing runs as root but the master process of nginx', {
  skip: process.getuid?.() !== 0 && 'not root',
}, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'session-clustering-'))
  chmodSync(directory, 0o711)
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const paths = pathsIn(directory)
  const messages: string[] = []
  const { state } = await bringUp(paths, {
    port: 0,
    env: { PATH: process.env.PATH },
    say: (line) => messages.push(line),
  }).catch((error: unknown) => {
    remove()
    throw error
  })
  t.after(async () => {
    await tearDown(paths, state)
    remove()
  })
  if (messages.some((line) => line.includes('as root'))) return t.skip('the checkout is closed')

  const { nginx, redis, 'backend-1': one, 'backend-2': two } = state.services
  for (const service of [redis, one, two]) assert.ok(!usersOf(service?.pid ?? 0).includes(0))
  const [master, ...workers] = usersOf(nginx?.pid ?? 0)
  assert.equal(master, 0)
  assert.ok(workers.length > 0 && !workers.includes(0))
})
