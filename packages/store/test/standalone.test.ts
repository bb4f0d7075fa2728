// The folder is usable without the rest: the README's example, as it stands there, beside a copy of the folder.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type RedisFixture, startRedis } from '@session-clustering/testing'

const FOLDER = fileURLToPath(new URL('../../src/sessions', import.meta.url))
const DEPENDENCIES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

suite("the README's example, alone in a folder with sessions/", () => {
  let redis: RedisFixture
  let folder: string
  let example: ChildProcess
  let url: string

  before(async () => {
    redis = await startRedis()
    folder = await mkdtemp(join(tmpdir(), 'session-standalone-'))
    await cp(FOLDER, join(folder, 'sessions'), { recursive: true })
    await symlink(DEPENDENCIES, join(folder, 'node_modules'))
    const readme = await readFile(join(FOLDER, 'README.md'), 'utf8')
    const [, code] = /```ts\n(.*?)```/s.exec(readme) ?? []
    await writeFile(join(folder, 'app.ts'), code ?? '')
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')

    const env = { ...process.env, REDIS_URL: redis.url, PORT: '0', COOKIE_SECRET: 'x'.repeat(32) }
    example = spawn(process.execPath, ['app.ts'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output = example.stdout
    if (!output) throw new Error('No output')
    const [line] = await once(createInterface(output), 'line')
    url = String(line)
  })
  after(async () => {
    example.kill()
    await once(example, 'exit')
    await rm(folder, { recursive: true, force: true })
    await redis.close()
  })

  test('a login is stored in Redis and found again', async () => {
    const login = await fetch(`${url}/login/ada`, { method: 'POST' })
    const [cookie = ''] = (login.headers.get('set-cookie') ?? '').split(';')
    const answer = await fetch(url, { headers: { cookie } })
    assert.deepEqual(await answer.json(), { username: 'ada' })

    const id = cookie.slice('sid='.length).split('.')[0]
    assert.equal(await redis.redis.hget(`session:${id}`, 'sessionAttr:username'), '"ada"')
    assert.ok((await redis.redis.pttl(`session:${id}`)) > 0)
  })

  test('it compiles, in strict mode', async () => {
    const settings = {
      extends: fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url)),
    }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ ...settings, include: ['**/*.ts'] }),
    )
    const compiler = spawn(join(DEPENDENCIES, '.bin', 'tsc'), { cwd: folder, stdio: 'inherit' })
    const [code] = await once(compiler, 'exit')
    assert.equal(code, 0)
  })

  test('an anonymous visitor has no session', async () => {
    const before = await redis.redis.dbsize()
    const answer = await fetch(url)
    assert.deepEqual(await answer.json(), { username: 'anonymous' })
    assert.equal(answer.headers.get('set-cookie'), null)
    assert.equal(await redis.redis.dbsize(), before)
  })
})
