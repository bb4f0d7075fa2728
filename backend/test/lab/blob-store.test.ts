import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const CONTRACT = fileURLToPath(new URL('./blob-contract.ts', import.meta.url))

/** The tests of the contract that the blob store fails, by reason. */
const BY_DESIGN = {
  'whole session written back': [
    'increment adds no attribute beyond it, nor do 30 at the same moment',
    'update adds no attribute beyond it, nor do 30 at the same moment',
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
    'an update of attributes and an increment do not count as use',
  ],
  'no cookie settings in the record': [
    'cookie settings of a session are stored, changed and removed',
  ],
  'numbers are not checked': [
    'insert and update refuse an idle timeout of 0',
    'increment refuses to add 9007199254740992, which is no safe integer',
  ],
  "no list of a user's sessions": [
    'an update of the idle timeout counts as use',
    'increment refuses the attribute that names the user',
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
    assert.ok(named('ok').length > 40)
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
