/** What nginx makes of backends that fail in the middle: the real configuration, with backends that fail to order. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, suite, test } from 'node:test'
import { writeNginxConfig } from '../nginx-config.ts'
import { pathsIn } from '../paths.ts'
import { freePort } from '../ports.ts'
import { findProgram } from '../tools.ts'
import { until } from '../until.ts'

type Name = 'backend-1' | 'backend-2'
const ANSWER = '{"some":"answer"}'

suite('nginx and a backend that fails', () => {
  const directory = mkdtempSync(join(tmpdir(), 'nginx-test-'))
  const ports: Record<string, number> = {}
  let nginx: ChildProcess
  let url: string
  let servers: Partial<Record<Name, Server>> = {}
  /** Who was asked what, in order. */
  let asked: string[] = []

  before(async () => {
    for (const name of ['nginx', 'backend-1', 'backend-2', 'control-1', 'control-2', 'redis'])
      ports[name] = await freePort(Object.values(ports))
    const paths = pathsIn(directory)
    mkdirSync(paths.nginx, { recursive: true })
    writeNginxConfig(paths, ports as Parameters<typeof writeNginxConfig>[1], {})
    const user = process.getuid?.() === 0 ? ' user root;' : ''
    const config = ['-c', join(paths.nginxConfig, 'nginx.conf'), '-g', `daemon off;${user}`]
    nginx = spawn(
      findProgram('nginx') ?? 'nginx',
      ['-p', `${paths.nginx}/`, '-e', 'stderr', ...config],
      { stdio: 'ignore' },
    )
    url = `http://127.0.0.1:${ports.nginx}/api/anything`
    assert.ok(await until(() => fetch(url).then(Boolean, () => false), 10_000))
  })
  after(async () => {
    const ended = once(nginx, 'exit')
    if (nginx.kill('SIGTERM')) await ended
    rmSync(directory, { recursive: true })
  })
  beforeEach(() => {
    asked = []
  })
  afterEach(async () => {
    for (const name of ['backend-1', 'backend-2'] as const) await stop(name)
  })

  async function start(
    name: Name,
    listener: RequestListener = (_, response) => response.end(ANSWER),
  ) {
    const server = createServer((request, response) => {
      asked.push(`${name} ${request.method}`)
      listener(request, response)
    })
    servers[name] = server
    server.listen(ports[name], '127.0.0.1')
    await once(server, 'listening')
  }
  async function stop(name: Name) {
    const server = servers[name]
    servers = { ...servers, [name]: undefined }
    if (!server) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const send = (method: string, path = url) =>
    fetch(path, { method, headers: { connection: 'close' } })
  /** Sends until the backend that fails has been asked: whose turn it is depends on what was before. */
  async function sendToTheOneThatFails(method: string, path?: string) {
    for (;;) {
      asked = []
      const answer = await send(method, path)
      if (asked[0]?.startsWith('backend-1')) return answer
    }
  }
  const hangUp: RequestListener = (request) => void request.socket.destroy()
  const breakOff: RequestListener = (request, response) => {
    response.writeHead(200, { 'content-length': 1_000 }).write(ANSWER)
    setImmediate(() => request.socket.destroy())
  }

  test('hangs up: what is harmless to repeat is answered by the other', async () => {
    await start('backend-1', hangUp)
    await start('backend-2')
    for (const [method, path] of [
      ['GET', url],
      ['POST', url.replace('anything', 'login')],
      ['POST', url.replace('anything', 'isolated/logout')],
    ] as const) {
      const answer = await sendToTheOneThatFails(method, path)
      assert.equal(await answer.text(), ANSWER, `${method} ${path}`)
      assert.deepEqual(asked, [`backend-1 ${method}`, `backend-2 ${method}`])
    }
  })

  test('hangs up: what changes something is sent once', async () => {
    await start('backend-1', hangUp)
    await start('backend-2')
    for (const [method, path] of [
      ['POST', url],
      ['PUT', url],
      ['DELETE', url],
      ['POST', url.replace('anything', 'login/x')],
    ] as const) {
      const answer = await sendToTheOneThatFails(method, path)
      assert.equal(answer.status, 503, `${method} ${path} ${asked}`)
      assert.equal(answer.headers.get('retry-after'), '2')
      assert.deepEqual(asked, [`backend-1 ${method}`])
    }
  })

  test('listens no more: a PUT and a DELETE are answered by the other as well', async () => {
    await start('backend-2')
    for (const method of ['PUT', 'DELETE', 'PUT', 'DELETE']) {
      assert.equal(await (await send(method)).text(), ANSWER)
    }
  })

  test('breaks off in the middle of an answer: the client is told, and nothing is sent again', async () => {
    await start('backend-1', breakOff)
    await start('backend-2')
    for (const method of ['GET', 'POST']) {
      const answer = await sendToTheOneThatFails(method)
      await assert.rejects(answer.text())
      assert.deepEqual(asked, [`backend-1 ${method}`])
    }
    assert.equal(await (await send('GET')).text(), ANSWER)
  })

  test('listens no more: the other answers everything, a POST as well', async () => {
    await start('backend-2')
    for (let i = 0; i < 4; i += 1) {
      assert.equal(await (await send('POST')).text(), ANSWER)
      assert.equal(await (await send('GET')).text(), ANSWER)
    }
  })

  test('both had been left out: the first that listens again is asked at once', async () => {
    for (let i = 0; i < 4; i += 1) assert.equal((await send('POST')).status, 503)
    await start('backend-2')
    assert.equal(await (await send('POST')).text(), ANSWER)
    assert.deepEqual(asked, ['backend-2 POST'])
  })

  test('takes 200 ms for every answer: every answer comes, and turns go on', async () => {
    const slowly: RequestListener = (_request, response) =>
      void setTimeout(() => response.end(ANSWER), 200)
    await start('backend-1', slowly)
    await start('backend-2')
    // Left out since the last test, until nginx looks again.
    await until(async () => {
      asked = []
      for (let i = 0; i < 2; i += 1) await (await send('GET')).text()
      return new Set(asked).size === 2
    }, 10_000)
    asked = []
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('POST')))
    for (const answer of answers) assert.equal(await answer.text(), ANSWER)
    assert.equal(asked.filter((line) => line.startsWith('backend-1')).length, 10)
  })
})
