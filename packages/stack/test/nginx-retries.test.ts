/** nginx' real configuration in front of test backends that fail on command. */
import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { after, afterEach, before, beforeEach, suite, test } from 'node:test'
import { until } from '../src/until.ts'
import { ANSWER, startNginx } from './support/real-nginx.ts'

suite('nginx and a backend that fails', () => {
  let nginx: Awaited<ReturnType<typeof startNginx>>
  let url: string
  let asked: string[]

  before(async () => {
    nginx = await startNginx()
    ;({ url, asked } = nginx)
  })
  after(() => nginx.stop())
  beforeEach(() => {
    asked.length = 0
  })
  afterEach(() => nginx.stopBackends())

  const send = (method: string, path = url, headers: Record<string, string> = {}) =>
    fetch(path, { method, headers: { connection: 'close', ...headers } })
  /** Eight visitors: the hash gives each backend some of them. */
  const visitors = Array.from({ length: 8 }, (_, i) => String(i).repeat(32))
  const sticky = (visitor: string) => ({ cookie: `routing=sticky; visitor=${visitor}` })
  /** Repeats the request until nginx sends it to the failing backend. */
  async function sendToTheOneThatFails(method: string, path?: string) {
    for (;;) {
      asked.length = 0
      const answer = await send(method, path)
      if (asked[0]?.startsWith('backend-1')) return answer
    }
  }
  const hangUp: RequestListener = (request) => void request.socket.destroy()
  const breakOff: RequestListener = (request, response) => {
    response.writeHead(200, { 'content-length': 1_000 }).write(ANSWER)
    setImmediate(() => request.socket.destroy())
  }

  test('hangs up: GET, PUT and DELETE are answered by the other', async () => {
    await nginx.startBackend('backend-1', hangUp)
    await nginx.startBackend('backend-2')
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await sendToTheOneThatFails(method)
      assert.equal(await answer.text(), ANSWER)
      assert.deepEqual(asked, [`backend-1 ${method}`, `backend-2 ${method}`])
    }
  })

  test('hangs up: a POST is sent once, and answered 503', async () => {
    await nginx.startBackend('backend-1', hangUp)
    await nginx.startBackend('backend-2')
    for (const path of ['anything', 'login', 'logout']) {
      const answer = await sendToTheOneThatFails('POST', url.replace('anything', path))
      assert.equal(answer.status, 503)
      assert.equal(answer.headers.get('retry-after'), '2')
      assert.deepEqual(asked, ['backend-1 POST'])
    }
  })

  test('breaks off in the middle of an answer: the client sees an error, and nginx does not retry', async () => {
    await nginx.startBackend('backend-1', breakOff)
    await nginx.startBackend('backend-2')
    for (const method of ['GET', 'POST']) {
      const answer = await sendToTheOneThatFails(method)
      await assert.rejects(answer.text())
      assert.deepEqual(asked, [`backend-1 ${method}`])
    }
    assert.equal(await (await send('GET')).text(), ANSWER)
  })

  test('does not listen: the other one answers, for every method', async () => {
    await nginx.startBackend('backend-2')
    for (const method of ['POST', 'GET', 'PUT', 'DELETE', 'POST', 'POST']) {
      assert.equal(await (await send(method)).text(), ANSWER)
    }
  })

  test('sticky, and does not listen: the other one answers, for every method', async () => {
    await nginx.startBackend('backend-2')
    for (const visitor of visitors) {
      assert.equal(await (await send('POST', url, sticky(visitor))).text(), ANSWER)
      assert.equal(await (await send('GET', url, sticky(visitor))).text(), ANSWER)
    }
  })

  test('both were left out: the first one that listens again gets the next request', async () => {
    for (let i = 0; i < 4; i += 1) assert.equal((await send('POST')).status, 503)
    await nginx.startBackend('backend-2')
    assert.equal(await (await send('POST')).text(), ANSWER)
    assert.deepEqual(asked, ['backend-2 POST'])
  })

  test('sticky, and both were left out: a GET finds the first that listens again', async () => {
    for (const visitor of visitors) {
      assert.equal((await send('GET', url, sticky(visitor))).status, 503)
    }
    await nginx.startBackend('backend-2')
    for (const visitor of visitors) {
      assert.equal(await (await send('GET', url, sticky(visitor))).text(), ANSWER)
    }
  })

  test('needs 200 ms for every answer: every answer arrives, and the rotation continues', async () => {
    const slowly: RequestListener = (_request, response) =>
      void setTimeout(() => response.end(ANSWER), 200)
    await nginx.startBackend('backend-1', slowly)
    await nginx.startBackend('backend-2')
    // nginx leaves the backend out after the last test, for `fail_timeout`.
    await until(async () => {
      asked.length = 0
      for (let i = 0; i < 2; i += 1) await (await send('GET')).text()
      return new Set(asked).size === 2
    }, 10_000)
    asked.length = 0
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('POST')))
    for (const answer of answers) assert.equal(await answer.text(), ANSWER)
    assert.equal(asked.filter((line) => line.startsWith('backend-1')).length, 10)
  })

  test('S21 no log has a query string, whatever becomes of the request', async () => {
    const pathAndQuery = ['anything', '../nothing', '../%zz'].map((path) => `${path}?canary`)
    for (const path of pathAndQuery) await send('GET', url.replace('anything', path))
    await nginx.startBackend('backend-1', hangUp)
    await nginx.startBackend('backend-2', breakOff)
    const broken = await sendToTheOneThatFails('POST', `${url}?canary`)
    await send('GET', `${url}?canary`).then((answer) => answer.text().catch(() => {}))
    const id = broken.headers.get('x-request-id') ?? 'none'
    assert.ok(await until(() => nginx.output().includes(id), 10_000))
    assert.doesNotMatch(nginx.output(), /canary/)
  })
})
