/** What make.sh asks Docker when another checkout uses the same Compose project, with a substitute for docker. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkout, temporaryDirectory } from '../src/paths.ts'

/** Logs each command. Answers for an engine with the containers and the volumes of CHECKOUT. */
const docker = `#!/bin/sh
echo "$*" >>"$DOCKER_LOG"
case $* in
  'compose version'*) echo 2.26.1 ;;
  'info --format'*) echo "\${ENGINE:-26.1.5} /var/lib/docker" ;;
  'ps '*) [ -z "$RUNS" ] || echo "redis $CHECKOUT" ;;
  'volume ls --filter'*) echo; [ -n "$UNMARKED" ] || echo "$CHECKOUT" ;;
  'volume ls'*) printf '%s\\n' session-clustering_checkout session-clustering_redis-data ;;
esac
`

function copy(t: TestContext) {
  const directory = temporaryDirectory()
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const stack = join('packages', 'stack')
  mkdirSync(join(directory, stack), { recursive: true })
  for (const name of readdirSync(join(checkout, stack)).filter((name) => name.endsWith('.sh')))
    copyFileSync(join(checkout, stack, name), join(directory, stack, name))
  mkdirSync(join(directory, 'bin'))
  writeFileSync(join(directory, 'bin', 'docker'), docker, { mode: 0o755 })
  const log = join(directory, 'docker.log')
  writeFileSync(log, '')

  function make(command: string, env: NodeJS.ProcessEnv = {}) {
    const result = spawnSync('sh', [join(directory, stack, 'make.sh'), command], {
      encoding: 'utf8',
      env: {
        PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
        DOCKER_LOG: log,
        CHECKOUT: '/elsewhere',
        RUNS: 'yes',
        ...env,
      },
    })
    const calls = readFileSync(log, 'utf8').split('\n')
    const changes = calls.filter((call) => /^compose (?!version)|^volume (rm|create)/.test(call))
    return { ...result, calls, changes }
  }
  return { directory, make }
}

test('make down, status and clean leave the containers and the data of another checkout', (t) => {
  const { make } = copy(t)
  for (const command of ['down', 'status', 'clean']) {
    const { status, stdout, stderr, changes } = make(command, { RUNTIME: 'compose' })
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^Nothing is running/)
    assert.deepEqual(changes, [])
    if (command === 'clean') assert.match(stderr, /data .* stay: they belong to \/elsewhere/)
  }
})

test('make up refuses the project of another checkout, also when only its data exist', (t) => {
  const { make } = copy(t)
  for (const RUNS of ['yes', '']) {
    const env = { RUNTIME: 'compose', RUNS, CHECKOUT: checkout }
    const { status, stderr, changes } = make('up', env)
    assert.equal(status, 1)
    assert.match(stderr, /project session-clustering belongs to the checkout in \//)
    assert.deepEqual(changes, [])
  }
})

test('make up takes over the data of a checkout that was deleted, but not its containers', (t) => {
  const { make } = copy(t)
  assert.equal(make('up', { RUNTIME: 'compose' }).status, 1)
  const { status, stderr, changes } = make('up', { RUNTIME: 'compose', RUNS: '' })
  assert.equal(status, 0, stderr)
  assert.equal(changes[0], 'volume rm session-clustering_checkout')
})

test('make up continues a project that docker compose up has started in this checkout', (t) => {
  const { directory, make } = copy(t)
  const env = { RUNTIME: 'compose', CHECKOUT: directory, UNMARKED: 'yes' }
  const { status, stderr, changes } = make('up', env)
  assert.equal(status, 0, stderr)
  assert.ok(changes.some((call) => call.startsWith('compose up --detach')))
})

test('make clean removes the data of its own checkout', (t) => {
  const { directory, make } = copy(t)
  const { changes } = make('clean', { RUNTIME: 'compose', RUNS: '', CHECKOUT: directory })
  assert.deepEqual(changes, [
    'compose --profile test --profile spring down --volumes --remove-orphans --rmi local',
    'volume rm session-clustering_checkout session-clustering_redis-data',
  ])
})

test('RUNTIME=native never calls docker', (t) => {
  const { make } = copy(t)
  for (const command of ['down', 'status', 'clean']) {
    assert.deepEqual(make(command, { RUNTIME: 'native' }).calls, [''])
  }
})

test('an engine that is too old is named', (t) => {
  const { make } = copy(t)
  const { status, stderr } = make('up', { RUNTIME: 'compose', ENGINE: '24.0.7' })
  assert.equal(status, 1)
  assert.match(stderr, /^Docker Engine 25 or newer is needed; this one is 24\.0\.7: /)
})
