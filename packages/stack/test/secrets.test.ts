import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { redisCliProgram } from '../src/local/redis.ts'
import { findProgram } from '../src/local/tools.ts'
import { checkout } from '../src/paths.ts'
import { freePort } from '../src/ports.ts'
import { runCommand } from '../src/run-command.ts'

const script = join(checkout, 'deploy', 'secrets', 'make-secrets.sh')
const names = ['cookie-secrets', 'redis-app-password', 'redis-operator-password', 'users.acl']

async function makeSecrets(t: TestContext): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'session-secrets-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  await runCommand('sh', [script, directory])
  return directory
}

const read = (directory: string, name: string) => readFileSync(join(directory, name), 'utf8')

suite('secrets', () => {
  test('S23 no secret is shipped: the first start creates its own, readable only by its owner', async (t) => {
    const [first, second] = [await makeSecrets(t), await makeSecrets(t)]
    assert.deepEqual(readdirSync(first).sort(), names)
    for (const name of names) {
      assert.notEqual(read(first, name), read(second, name))
      assert.equal(statSync(join(first, name)).mode & 0o077, 0, name)
      if (name !== 'users.acl') assert.match(read(first, name), /^[0-9a-f]{64}$/)
    }
    // The user list contains only hashes.
    for (const name of ['redis-app-password', 'redis-operator-password']) {
      assert.ok(!read(first, 'users.acl').includes(read(first, name)))
    }
  })

  test('S23 existing secrets are kept', async (t) => {
    const directory = await makeSecrets(t)
    const before = names.map((name) => read(directory, name))
    await runCommand('sh', [script, directory])
    assert.deepEqual(
      names.map((name) => read(directory, name)),
      before,
    )
  })

  test('the hashes need sha256sum, shasum or openssl', async (t) => {
    const directory = await makeSecrets(t)
    const expected = read(directory, 'users.acl')
    const hashing = { sha256sum: 0, shasum: 0, openssl: 0, none: 1 }
    for (const [program, status] of Object.entries(hashing)) {
      const bin = mkdtempSync(join(tmpdir(), 'session-secrets-'))
      t.after(() => rmSync(bin, { recursive: true, force: true }))
      const needed = ['awk', 'cat', 'chmod', 'dirname', 'mkdir', 'mv', 'rm', 'sed', program]
      for (const name of needed) {
        const path = findProgram(name)
        if (path) symlinkSync(path, join(bin, name))
        else if (program !== 'none') return t.skip(`no ${name}`)
      }
      rmSync(join(directory, 'users.acl'), { force: true })
      const result = spawnSync('/bin/sh', [script, directory], { env: { PATH: bin } })
      assert.equal(result.status, status, `${program}: ${result.stderr}`)
      if (status === 0) assert.equal(read(directory, 'users.acl'), expected, program)
    }
  })

  test('S23 Redis refuses logins without a password, and the backends’ user has few rights', async (t) => {
    const directory = await makeSecrets(t)
    const port = String(await freePort())
    const redis = spawn(findProgram('redis-server') ?? 'redis-server', [
      ...['--port', port, '--bind', '127.0.0.1', '--save', ''],
      ...['--dir', directory, '--aclfile', join(directory, 'users.acl')],
    ])
    t.after(async () => {
      redis.kill()
      await once(redis, 'exit')
    })
    async function ask(user: string | undefined, password: string, ...command: string[]) {
      const login = user === undefined ? [] : ['--user', user]
      const env = { PATH: process.env.PATH, ...(password ? { REDISCLI_AUTH: password } : {}) }
      return runCommand(redisCliProgram(), ['-p', port, ...login, ...command], { env }).catch(
        (error: Error) => error.message,
      )
    }
    const app = read(directory, 'redis-app-password')
    while (!(await ask('app', app, 'PING')).startsWith('PONG')) await delay(20)

    assert.match(await ask(undefined, '', 'PING'), /^NOAUTH/)
    assert.match(await ask('default', 'anything', 'PING'), /WRONGPASS|NOAUTH/)
    assert.match(await ask('app', 'wrong', 'PING'), /WRONGPASS|NOAUTH/)
    assert.equal((await ask('app', app, 'HSET', 'session:x', 'a', 'b')).trim(), '1')
    for (const command of ['CONFIG GET *', 'FLUSHALL', 'KEYS *', 'GET elsewhere']) {
      assert.match(await ask('app', app, ...command.split(' ')), /NOPERM/, command)
    }
    const operator = read(directory, 'redis-operator-password')
    assert.match(await ask('operator', operator, 'FLUSHALL'), /NOPERM/)
    assert.match(await ask('operator', operator, 'KEYS', '*'), /session:x/)
  })
})
