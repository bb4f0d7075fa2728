import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const CONTRACT = fileURLToPath(new URL('./blob-contract.ts', import.meta.url))

/** The tests of the contract that the blob store fails, by reason. */
const BY_DESIGN = {
  'whole session written back': [
    'changes to different attributes at the same moment all survive',
    'the removal of one attribute and the change of another both survive',
    '50 increments at the same moment count 50',
    'a counter and a change of another attribute do not undo each other',
    'changes, counters and reads against a logout leave no part of a session',
  ],
  'one string, so Redis does not know the fields': [
    'the fields are those that Spring Session uses',
    'a session can be given another idle timeout, counted from the change',
  ],
  'every write counts as a use': [
    'looking at a record is not using it',
    'a change of attributes is not a use',
  ],
  'no cookie settings in the record': [
    'cookie settings of a session are kept, changed and removed',
  ],
  "no list of a user's sessions": [
    'they are listed, oldest first, with what is in them',
    'a change of the idle timeout is a use',
    'one that was destroyed is no longer listed',
    'one that has expired is no longer listed',
    'a change of user moves the session to the other',
    'a session that gets a user later is listed from then on',
    'revoking the others leaves this one, and other users, alone',
    'revoking all leaves none, and a second time finds none',
    "keeping a stranger's session is no way to keep one's own",
    'the attribute that names the user can have another name',
    'a number names a user',
    '{"name":"ada"} cannot name a user',
    'the attribute that names the user is no counter',
    'true cannot name a user',
    '"" cannot name a user',
    '["ada"] cannot name a user',
  ],
  'a SET does not check the record that it replaces': [
    'a change that comes too late is refused, and nothing is changed',
    'a session that was read too long ago is not replaced',
  ],
  'no list, so no limit of sessions': [
    'evict-oldest: the oldest gives way to the new one',
    'evict-oldest: many logins at the same moment leave as many as are allowed',
    'refuse: the new one is refused, and leaves nothing',
    'refuse: of many logins at the same moment as many succeed as are allowed',
    'refuse: a session that comes from another user counts as a new one',
    'evict-oldest: a session that comes from another user counts as a new one',
    'evict-oldest: a session that is older than all that are allowed is told that it has ended',
    'evict-oldest: a new session in place of an anonymous one counts as a new one',
    "refuse: a new session in place of one of the user's own is let in at the limit",
    'without a limit there is none',
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
