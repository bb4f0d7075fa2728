import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const CONTRACT = fileURLToPath(new URL('./blob-contract.ts', import.meta.url))

/** The tests of the contract that the blob store fails, by reason. */
const BY_DESIGN = {
  'whole session written back': [
    'parallel updates of different attributes are all kept',
    'a removal and a parallel update of another attribute are both kept',
    '50 parallel increments add 50',
    'increments and a parallel update of another attribute are all kept',
    'updates, increments and loads that run parallel to a logout leave no part of the session',
  ],
  'one string, so Redis does not know the fields': [
    'inspect returns the fields of Spring Session',
    'update changes the idle timeout of one session, counted from the change',
  ],
  'every write counts as a use': [
    'inspect and list do not count as use',
    'an update of attributes does not count as use',
  ],
  'no cookie settings in the record': [
    'cookie settings of a session are stored, changed and removed',
  ],
  "no list of a user's sessions": [
    'list returns the records of a user, oldest first',
    'an update of the idle timeout counts as use',
    'list does not return a destroyed session',
    'list does not return an expired session',
    'a session that changes its user is listed and revoked for the new user alone',
    'a session that gets a user by an update is listed',
    'revokeAll keeps the excepted session and those of other users',
    'revokeAll ends all sessions of a user; a second call returns 0',
    "revokeAll ends all of a user's sessions when the excepted one belongs to another user",
    'principalAttribute can be another attribute',
    'a user can be named by a number',
    'increment refuses the attribute that names the user',
    'insert, update, list and revokeAll refuse {"name":"ada"} as a user',
    'insert, update, list and revokeAll refuse true as a user',
    'insert, update, list and revokeAll refuse "" as a user',
    'insert, update, list and revokeAll refuse ["ada"] as a user',
  ],
  'a SET does not check the record that it replaces': [
    'update and increment refuse a record that was read too long ago, and change nothing',
    'insert does not replace a session that was read too long ago',
  ],
  'no list, so no limit of sessions': [
    'evict-oldest: a new session ends the oldest',
    'evict-oldest: parallel logins leave as many sessions as are allowed',
    'refuse: insert throws and stores nothing',
    'refuse: of parallel logins, as many succeed as are allowed',
    'refuse: a session that changes its user counts as a new one',
    'evict-oldest: a session that changes its user counts as a new one',
    'evict-oldest: update throws SessionGoneError when the changed session is itself the oldest',
    'evict-oldest: a session that replaces an anonymous one counts as a new one',
    'refuse: a session that replaces one of the same user is stored at the limit',
    '0 is no limit',
  ],
}

suite('blob store', () => {
  test('keeps the contract of all stores, but for the known exceptions', async () => {
    const lines = (await report()).split('\n')
    // A suite fails with its tests, so count only tests: they are nested twice.
    const named = (result: string) =>
      lines.flatMap((line) => {
        const [, name] = new RegExp(`^ {8}${result} \\d+ - (.*)`).exec(line) ?? []
        return name === undefined ? [] : [name.replaceAll('\\#', '#')]
      })
    assert.deepEqual(named('not ok').sort(), Object.values(BY_DESIGN).flat().sort())
    assert.ok(named('ok').length > 50)
  })
})

/** Runs the contract in a child process: a failed test there must not fail this file. */
function report(): Promise<string> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, ['--test-reporter=tap', CONTRACT], { env }, (_error, stdout) =>
      resolve(stdout),
    )
  })
}
