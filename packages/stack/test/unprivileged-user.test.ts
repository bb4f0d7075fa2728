import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { servicesUser } from '../src/local/prepare.ts'
import { startStack } from '../src/local/stack.ts'
import { pathsIn } from '../src/paths.ts'

function userOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

test('started by root, nothing runs as root but the master process of nginx', {
  skip: process.getuid?.() !== 0 && 'not root',
}, async (t) => {
  const stack = await startStack()
  t.after(() => stack.stop())
  if (servicesUser(pathsIn('/')) === undefined)
    return t.skip('other users cannot read the checkout')

  const { nginx = [], ...others } = (await stack.processes?.()) ?? {}
  assert.deepEqual(Object.keys(others).sort(), ['backend-1', 'backend-2', 'redis'])
  for (const pid of Object.values(others).flat()) assert.notEqual(userOf(pid), 0)
  assert.equal(nginx.length, 3)
  assert.equal(nginx.filter((pid) => userOf(pid) === 0).length, 1)
})
