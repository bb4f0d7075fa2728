/** packages/stack/run-node.sh in a copy of the checkout's layout, with a substitute for npm. */
import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkout, temporaryDirectory } from '../src/paths.ts'
import { runCommand } from '../src/run-command.ts'

/** As npm: the list of installed packages is written last, and has no "dev" when they are omitted. */
const npm = `#!/bin/sh
mkdir -p node_modules/.bin
ln -sf '${process.execPath}' node_modules/.bin/node
case "$NODE_ENV,$npm_config_omit,$*" in *--include=dev*|,,*) dev='"dev": true' ;; esac
echo "$dev" >node_modules/.package-lock.json
echo "npm $1" >>npm.log
`

function copy(t: TestContext) {
  const directory = temporaryDirectory()
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const script = join('packages', 'stack', 'run-node.sh')
  mkdirSync(join(directory, 'packages', 'stack'), { recursive: true })
  copyFileSync(join(checkout, script), join(directory, script))
  writeFileSync(join(directory, 'package-lock.json'), '')
  mkdirSync(join(directory, 'bin'))
  writeFileSync(join(directory, 'bin', 'npm'), npm)
  chmodSync(join(directory, 'bin', 'npm'), 0o755)
  const run = (command: string, env: NodeJS.ProcessEnv = {}) =>
    runCommand('sh', [script, 'sh', '-c', command], {
      cwd: directory,
      env: { PATH: `${join(directory, 'bin')}:${process.env.PATH}`, ...env },
    })
  return { directory, run }
}

test('NODE_ENV=production and npm’s omit=dev install all packages, once', async (t) => {
  const { run } = copy(t)
  const show = 'cat node_modules/.package-lock.json npm.log'
  const env = { NODE_ENV: 'production', npm_config_omit: 'dev' }
  assert.equal(await run(show, env), '"dev": true\nnpm ci\n')
  assert.equal(await run(show, env), '"dev": true\nnpm ci\n')
})

test('an installation without development packages is repeated', async (t) => {
  const { run, directory } = copy(t)
  mkdirSync(join(directory, 'node_modules'))
  writeFileSync(join(directory, 'node_modules', '.package-lock.json'), '{"packages": {}}')
  assert.equal(await run('cat npm.log'), 'npm ci\n')
})

test('the shell’s settings do not reach the command: Node’s options, a proxy for local addresses', async (t) => {
  const { run } = copy(t)
  const env = { NODE_OPTIONS: '--not-an-option', NO_PROXY: 'company.example' }
  const local = 'localhost,127.0.0.1,::1,company.example\n'
  assert.equal(
    await run('printenv NODE_OPTIONS no_proxy NO_PROXY', env),
    `--conditions=@session-clustering/source\n${local}${local}`,
  )
})

test('CDPATH does not change the directory', async (t) => {
  const { run, directory } = copy(t)
  const elsewhere = join(directory, 'elsewhere')
  mkdirSync(join(elsewhere, 'packages', 'stack'), { recursive: true })
  assert.equal(await run('pwd -P', { CDPATH: elsewhere }), `${realpathSync(directory)}\n`)
})
