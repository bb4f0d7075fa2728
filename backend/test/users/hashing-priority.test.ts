import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { before, suite, test } from 'node:test'
import { argon2Passwords } from '../../src/users/passwords.ts'

suite('hashing priority', { skip: process.platform !== 'linux' }, () => {
  const usual = getPriority()
  before(() => argon2Passwords())

  /** The priorities of the threads of this process with that name. */
  const prioritiesOf = (name: string) =>
    readdirSync('/proc/self/task')
      .filter((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim() === name)
      .map((id) => getPriority(Number(id)))

  test('threads that hash have a lower priority', () => {
    const hashing = prioritiesOf('libuv-worker')
    assert.notEqual(hashing.length, 0)
    assert.deepEqual(
      new Set(hashing),
      new Set([Math.max(usual, constants.priority.PRIORITY_BELOW_NORMAL)]),
    )
  })

  test('the main thread, which serves requests, keeps its priority', () => {
    assert.equal(getPriority(process.pid), usual)
  })
})
